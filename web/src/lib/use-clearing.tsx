import { CloseCircleFilled } from "@ant-design/icons";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** For `allowClear`: the cross that empties a field, named in the language of the user; antd names it in English. */
export function useClearing(): { label: string; clearIcon: ReactNode } {
  const { t } = useTranslation();
  const label = t("actions.clear");
  return useMemo(() => ({ label, clearIcon: <CloseCircleFilled aria-label={label} /> }), [label]);
}
