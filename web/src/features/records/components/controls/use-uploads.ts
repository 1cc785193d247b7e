import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError, upload } from "@/lib/client";

import { newLineKey, type Attachment } from "../../model/values";

export interface Upload {
  key: string;
  file: File;
  share: number;
  error: string | null;
  /** Whether the same file may arrive when it is sent again. */
  again: boolean;
}

/** The server's own limit; asking before the upload saves the person the wait. */
const MAX_BYTES = 50 * 1024 * 1024;

/** Why the server refused a file: the reason itself before the general sentence; null when nothing was answered. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof ProblemError) || error.status === 0) return null;
  return error.fields[0]?.detail ?? error.message;
}

/** Files on their way to the server; `onStored` gets each one that arrived. */
export function useUploads(onStored: (stored: Attachment) => void) {
  const { t } = useTranslation("records");
  const [uploads, setUploads] = useState<Upload[]>([]);
  // Several files may arrive before the next render; each must add to what is there by then.
  const stored = useRef(onStored);
  useLayoutEffect(() => {
    stored.current = onStored;
  });

  const patch = (key: string, change: Partial<Upload>): void =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const dismiss = (key: string): void => setUploads((all) => all.filter((one) => one.key !== key));

  const send = async (one: Upload): Promise<void> => {
    try {
      const answer = await upload<Attachment>("/api/v1/attachments", one.file, (share) => patch(one.key, { share }));
      dismiss(one.key);
      stored.current(answer);
    } catch (error) {
      const refused = reasonOf(error);
      patch(one.key, { error: refused ?? t("attachment.notSent"), again: refused === null });
    }
  };

  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      const error =
        file.size > MAX_BYTES
          ? t("attachment.tooLarge", { megabytes: MAX_BYTES / 1024 / 1024 })
          : file.size === 0
            ? t("attachment.empty")
            : null;
      const one: Upload = { key: newLineKey(), file, share: 0, error, again: false };
      setUploads((all) => [...all, one]);
      if (error === null) void send(one);
    }
  };

  const retry = (one: Upload): void => {
    patch(one.key, { error: null, share: 0 });
    void send(one);
  };

  return { uploads, add, retry, dismiss };
}
