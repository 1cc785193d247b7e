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
      else void message.error(sentenceOf(error), 6);
    },
    [message, t],
  );
}

/**
 * What a window does with a failure: what was written stays, and the window tells why, where the same can be sent again;
 * otherwise it closes, and a short notice tells.
 */
export function useWindowProblem(close: () => void): (error: unknown) => void {
  const showProblem = useProblemMessage();
  return (error) => {
    if (error instanceof ProblemError && error.mayBeTriedAgain) return;
    close();
    showProblem(error);
  };
}

/** What is wrong with which entry says more than that something is; a fault of ours carries its code. */
function sentenceOf(error: ProblemError): string {
  if (error.status >= 500) return `${error.message} (${error.reference})`;
  return error.fields.length > 0 ? error.fields.map(({ detail }) => detail).join(" ") : error.message;
}
