import { App, Button, DatePicker, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PeoplePicker, type PersonCard } from "@/components/people";
import { ProblemError } from "@/lib/client";
import { useObjectTypes } from "@/lib/data";
import { readDecimal } from "@/lib/format";
import { localized } from "@/lib/i18n";
import { useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useSubstitute } from "../api/substitutions";
import { Field } from "./Section";
import styles from "./settings.module.css";

interface Draft {
  deputy: PersonCard[];
  from: Dayjs | null;
  to: Dayjs | null;
  processes: string[];
  amount: string;
  reason: string;
}

/** What the server calls the entries of the form. */
const NAMES = { deputy: "deputy_id", from: "valid_from", to: "valid_to", amount: "maximum_amount" } as const;
const SHOWN: ReadonlySet<string> = new Set(Object.values(NAMES));
type Wrong = Partial<Record<string, string>>;

function empty(): Draft {
  return { deputy: [], from: dayjs(), to: null, processes: [], amount: "", reason: "" };
}

export function SubstitutionForm() {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const substitute = useSubstitute();
  const [draft, setDraft] = useState<Draft>(empty);
  const [wrong, setWrong] = useState<Wrong>({});
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setWrong({});
  };
  const processes = (useObjectTypes().data ?? []).filter((type) => type.process !== null);
  const [deputy] = draft.deputy;
  const me = useSession().person?.id;

  const submit = (): void => {
    if (deputy === undefined || draft.from === null || draft.to === null) {
      setWrong({
        ...(deputy === undefined ? { [NAMES.deputy]: t("substitution.deputyMissing") } : {}),
        ...(draft.from === null ? { [NAMES.from]: t("substitution.fromMissing") } : {}),
        ...(draft.to === null ? { [NAMES.to]: t("substitution.toMissing") } : {}),
      });
      return;
    }
    // "1,000" and full-width digits are amounts; what is none the server refuses in words.
    const reading = readDecimal(draft.amount);
    const amount = draft.amount.trim() === "" ? null : reading.ok ? reading.value : draft.amount.trim();
    substitute.mutate(
      {
        deputy_id: deputy.id,
        valid_from: draft.from.toISOString(),
        valid_to: draft.to.toISOString(),
        processes: draft.processes,
        maximum_amount: amount,
        reason: draft.reason.trim(),
      },
      {
        onSuccess: () => {
          setDraft(empty());
          void message.success(t("substitution.done"));
        },
        onError: (error) => {
          const fields = error instanceof ProblemError ? error.fields : [];
          // What is wrong with an entry stands beside it; everything else is told at the top.
          if (fields.length > 0 && fields.every(({ field }) => SHOWN.has(field)))
            setWrong(Object.fromEntries(fields.map(({ field, detail }) => [field, detail])));
          else showProblem(error);
        },
      },
    );
  };

  return (
    // Enter chooses a day in a picker; only the button sends.
    <form onSubmit={(event) => event.preventDefault()}>
      <Field label={t("substitution.deputy")} error={wrong[NAMES.deputy]}>
        {({ id, status }) => (
          <PeoplePicker
            id={id}
            label={t("substitution.deputy")}
            without={me}
            {...(status === "error" ? { status } : {})}
            value={draft.deputy}
            onChange={(people) => change({ deputy: people })}
          />
        )}
      </Field>
      <div className={styles.pair}>
        <Field label={t("substitution.from")} error={wrong[NAMES.from]}>
          {(control) => (
            <DatePicker
              {...control}
              needConfirm={false}
              showTime={{ format: "HH:mm" }}
              format="YYYY-MM-DD HH:mm"
              value={draft.from}
              onChange={(from) => change({ from })}
            />
          )}
        </Field>
        <Field label={t("substitution.to")} error={wrong[NAMES.to]}>
          {(control) => (
            <DatePicker
              {...control}
              needConfirm={false}
              showTime={{ format: "HH:mm" }}
              format="YYYY-MM-DD HH:mm"
              value={draft.to}
              onChange={(to) => change({ to })}
            />
          )}
        </Field>
      </div>
      <Field label={t("substitution.processes")} hint={t("substitution.processesHint")}>
        {(control) => (
          <Select
            {...control}
            aria-label={t("substitution.processes")}
            mode="multiple"
            value={draft.processes}
            onChange={(chosen: string[]) => change({ processes: chosen })}
            options={processes.map((type) => ({ value: type.process ?? "", label: localized(type.title) }))}
          />
        )}
      </Field>
      <Field label={t("substitution.amount")} hint={t("substitution.amountHint")} error={wrong[NAMES.amount]}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            maxLength={20}
            value={draft.amount}
            onChange={(event) => change({ amount: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("substitution.reason")}>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={draft.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        )}
      </Field>
      <Button type="primary" onClick={submit} loading={substitute.isPending}>
        {t("substitution.save")}
      </Button>
    </form>
  );
}
