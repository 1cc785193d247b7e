import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ActionBar } from "@/components/action-bar";
import { useSession } from "@/lib/session";

import { draftDoor } from "../api/records";
import type { ObjectType } from "../model/definition";
import { withoutBlankLines } from "../model/lines";
import type { RecordDocument } from "../model/record";
import { unreadableProblems } from "../model/unreadable";
import { useDraft } from "../model/use-draft";
import { rightsOf } from "./DraftEditor";
import styles from "./detail.module.css";
import { DraftNotices } from "./DraftNotices";
import { ProblemList } from "./ProblemList";
import { RecordForm } from "./RecordForm";

interface RecordEditorProps {
  objectType: ObjectType;
  record: RecordDocument;
  onSaved: (record: RecordDocument) => void;
  onCancel: () => void;
}

/** Changing a record that is in force: nothing is written until "save"; what is typed survives a crash. */
export function RecordEditor({ objectType, record, onSaved, onCancel }: RecordEditorProps) {
  const { t } = useTranslation("records");
  const { definition } = objectType;
  const { message } = App.useApp();
  const account = useSession().account?.id ?? "";
  const [saving, setSaving] = useState(false);
  const door = draftDoor(definition.code);
  const { session, state } = useDraft({
    account,
    objectType: definition.code,
    fields: definition.fields,
    record,
    defaults: {},
    door,
    manual: true,
  });

  const save = async (): Promise<void> => {
    const unreadable = unreadableProblems(definition.fields, state.values, (reason) => t(`unreadable.${reason}`));
    if (unreadable.length > 0) {
      session.showLocated(unreadable);
      return;
    }
    for (const [code, lines] of withoutBlankLines(definition.fields, state.values)) session.change(code, lines);
    setSaving(true);
    const complete = await session.flush();
    setSaving(false);
    const saved = session.snapshot().record;
    if (!complete || saved === null) {
      window.scrollTo({ top: 0, behavior: "smooth" });
      return;
    }
    session.finish();
    void message.success(t("edit.saved"));
    onSaved(saved);
  };

  const cancel = (): void => {
    session.discardRestored();
    session.finish();
    onCancel();
  };

  return (
    <div className={styles.page}>
      <DraftNotices session={session} state={state} />
      <ProblemList
        definition={definition}
        refusal={state.refusal}
        problems={state.problems}
        onClose={() => session.dismissProblems()}
      />
      <RecordForm
        definition={definition}
        objectType={definition.code}
        recordId={record.id}
        rights={rightsOf(objectType, record)}
        editable={!saving}
        values={state.values}
        problems={state.problems}
        onChange={(code, value, cleared) => session.change(code, value, cleared)}
      />
      <ActionBar label={t("edit.actions")}>
        <Button onClick={cancel}>{t("edit.cancel")}</Button>
        <Button type="primary" loading={saving} disabled={state.changed.size === 0} onClick={() => void save()}>
          {t("submit.save")}
        </Button>
      </ActionBar>
    </div>
  );
}
