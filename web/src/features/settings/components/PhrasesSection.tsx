import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { useProblemMessage } from "@/lib/use-problem-message";

import { usePhrases, useSavePhrases } from "../api/phrases";
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
              <li key={phrase}>{phrase}</li>
            ))}
          </ul>
        </>
      )}
      {data !== undefined && <OwnPhrases phrases={data.personal} />}
    </Section>
  );
}

const MOST = 50;

function OwnPhrases({ phrases }: { phrases: string[] }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const save = useSavePhrases();
  const [texts, setTexts] = useState(phrases);
  const put = (index: number, text: string): void => setTexts(texts.map((old, at) => (at === index ? text : old)));
  const swap = (index: number, other: number): void => {
    const next = [...texts];
    [next[index], next[other]] = [next[other] ?? "", next[index] ?? ""];
    setTexts(next);
  };
  return (
    <>
      <strong>{t("phrases.own")}</strong>
      {texts.map((text, index) => (
        <div key={index} className={styles.line}>
          <Input
            aria-label={t("phrases.number", { number: index + 1 })}
            maxLength={200}
            value={text}
            onChange={(event) => put(index, event.target.value)}
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
            disabled={index === texts.length - 1}
            onClick={() => swap(index, index + 1)}
          />
          <Button
            icon={<DeleteOutlined />}
            aria-label={t("common:actions.delete")}
            onClick={() => setTexts(texts.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div className={styles.buttons}>
        <Button icon={<PlusOutlined />} disabled={texts.length >= MOST} onClick={() => setTexts([...texts, ""])}>
          {t("phrases.add")}
        </Button>
        <Button
          type="primary"
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              texts.map((text) => text.trim()).filter((text) => text !== ""),
              { onSuccess: () => void message.success(t("phrases.saved")), onError: showProblem },
            )
          }
        >
          {t("common:actions.save")}
        </Button>
      </div>
    </>
  );
}
