import { useRouter } from "@tanstack/react-router";
import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** Where something is changed and saved by a button: who leaves before that is asked whether he means to. */
export function useUnsaved(unsaved: boolean): void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { history } = useRouter();
  useEffect(() => {
    if (!unsaved) return;
    return history.block({
      enableBeforeUnload: true,
      blockerFn: async () =>
        !(await modal.confirm({
          title: t("unsaved.title"),
          content: t("unsaved.text"),
          okText: t("unsaved.leave"),
          cancelText: t("unsaved.stay"),
          okButtonProps: { danger: true },
          focusable: { autoFocusButton: "cancel" },
        })),
    });
  }, [unsaved, history, modal, t]);
}
