import { useTranslation } from "react-i18next";

import { AttachmentControl, type Attachment, type FieldDefinition } from "@/features/records";

const FIELD: FieldDefinition = { code: "opinion", type: "attachment", title: "" };

interface OpinionFilesProps {
  id: string;
  files: readonly Attachment[];
  /** How many are on their way or failed: what is sent now would go without them. */
  onUnsent: (count: number) => void;
  onChange: (files: readonly Attachment[]) => void;
}

/** Files that go with an opinion or a note, on the bar and in a window alike. */
export function OpinionFiles({ id, files, onUnsent, onChange }: OpinionFilesProps) {
  const { t } = useTranslation("process");
  return (
    <AttachmentControl
      field={FIELD}
      bare
      spelled
      id={id}
      label={t("opinion.label")}
      invalid={false}
      value={files}
      onUnsent={onUnsent}
      onChange={(changed) => onChange(changed as Attachment[])}
    />
  );
}
