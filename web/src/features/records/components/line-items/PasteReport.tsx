import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import type { PasteOutcome } from "./use-paste";

/** What came of a paste: how many rows, which cells need a hand, and a way back. */
export function PasteReport({
  report,
  onUndo,
  onClose,
}: {
  report: PasteOutcome | null;
  onUndo: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("records");
  if (report === null) return null;
  const details = [
    ...(report.bad > 0 ? [t("paste.bad", { count: report.bad })] : []),
    ...(report.fullWidth > 0 ? [t("paste.fullWidth", { count: report.fullWidth })] : []),
  ];
  return (
    <Alert
      role="status"
      type={report.bad > 0 ? "warning" : "success"}
      showIcon
      closable={{ onClose, "aria-label": t("paste.close") }}
      title={t("paste.done", { count: report.rows })}
      description={details.length > 0 ? details.map((detail) => <div key={detail}>{detail}</div>) : undefined}
      action={
        <Button size="small" onClick={onUndo}>
          {t("paste.undo")}
        </Button>
      }
    />
  );
}
