import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";

/** Shows a failed action as a short notice: the server's sentence, and its code when it is our fault. */
export function useProblemMessage(): (error: unknown) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof ProblemError)) void message.error(t("error.unknown"));
      else void message.error(error.status >= 500 ? `${error.message} (${error.reference})` : error.message, 6);
    },
    [message, t],
  );
}
