import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { useProblemMessage } from "@/lib/use-problem-message";
import { useUnsaved } from "@/lib/use-unsaved";

import { usePhrases, useSavePhrases, type QuickPhrase } from "../api/phrases";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** Quick phrases for opinions: mine can be changed and ordered, the company's are shown. */
export function PhrasesSection() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = usePhrases();
  const shared = data?.shared ?? [];
  return (
    <Section title={t("phrases.title")} text={t("phrases.text")}>
      {data === undefined && error === null && <ListSkeleton rows={4} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {shared.length > 0 && (
        <>
          <strong>{t("phrases.shared")}</strong>
          <ul className={styles.company}>
            {shared.map((phrase) => (
              <li key={phrase.text}>
                {phrase.text}
                {phrase.fits !== "any" && <span className="x-muted"> · {t(`phrases.fits.${phrase.fits}`)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {data !== undefined && <OwnPhrases phrases={data.personal} />}
    </Section>
  );
}

const MOST = 50;

const FITS = ["any", "agree", "object"] as const;

const filledOf = (phrases: readonly QuickPhrase[]): QuickPhrase[] =>
  phrases.map(({ text, fits }) => ({ text: text.trim(), fits })).filter(({ text }) => text !== "");

function OwnPhrases({ phrases }: { phrases: QuickPhrase[] }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const save = useSavePhrases();
  const [kept, setKept] = useState(phrases);
  const filled = filledOf(kept);
  useUnsaved(!save.isPending && JSON.stringify(filled) !== JSON.stringify(filledOf(phrases)));
  const put = (index: number, patch: Partial<QuickPhrase>): void =>
    setKept(kept.map((old, at) => (at === index ? { ...old, ...patch } : old)));
  // What is saved is what stands there afterwards: without empty lines.
  const keep = (): void => {
    save.mutate(filled, {
      onSuccess: () => {
        setKept(filled);
        void message.success(t("phrases.saved"));
      },
      onError: showProblem,
    });
  };
  const swap = (index: number, other: number): void => {
    const [one, two] = [kept[index], kept[other]];
    if (one !== undefined && two !== undefined)
      setKept(kept.map((old, at) => (at === index ? two : at === other ? one : old)));
  };
  return (
    <>
      <strong>{t("phrases.own")}</strong>
      {kept.map(({ text, fits }, index) => (
        <div key={index} className={styles.line}>
          <Input
            aria-label={t("phrases.number", { number: index + 1 })}
            maxLength={200}
            value={text}
            onChange={(event) => put(index, { text: event.target.value })}
            onPressEnter={(event) => {
              if (!event.nativeEvent.isComposing) keep();
            }}
          />
          <Select
            className={styles.fits}
            aria-label={t("phrases.fitsLabel", { number: index + 1 })}
            value={fits}
            options={FITS.map((value) => ({ value, label: t(`phrases.fits.${value}`) }))}
            onChange={(value) => put(index, { fits: value })}
          />
          <Button
            icon={<ArrowUpOutlined />}
            aria-label={t("phrases.up")}
            disabled={index === 0}
            onClick={() => swap(index, index - 1)}
          />
          <Button
            icon={<ArrowDownOutlined />}
            aria-label={t("phrases.down")}
            disabled={index === kept.length - 1}
            onClick={() => swap(index, index + 1)}
          />
          <Button
            icon={<DeleteOutlined />}
            aria-label={t("common:actions.delete")}
            onClick={() => setKept(kept.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div className={styles.buttons}>
        <Button
          icon={<PlusOutlined />}
          disabled={kept.length >= MOST}
          onClick={() => setKept([...kept, { text: "", fits: "any" }])}
        >
          {t("phrases.add")}
        </Button>
        <Button type="primary" loading={save.isPending} onClick={keep}>
          {t("common:actions.save")}
        </Button>
      </div>
    </>
  );
}
