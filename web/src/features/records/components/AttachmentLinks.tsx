import { PaperClipOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { formatSize } from "@/lib/format";

import type { Attachment } from "../model/values";
import { useFileHref } from "./form-context";
import styles from "./form.module.css";

/** Files to open; each link is authorised by the server again. */
export function AttachmentLinks({ attachments, compact }: { attachments: readonly Attachment[]; compact?: boolean }) {
  const { t } = useTranslation("records");
  const hrefOf = useFileHref();
  return (
    <ul className={compact ? styles.fileRow : styles.files}>
      {attachments.map((file) => (
        <li key={file.id}>
          <a href={hrefOf(file)} target="_blank" rel="noreferrer" className={styles.file} title={file.name}>
            <PaperClipOutlined aria-hidden />
            <span className={styles.fileName}>{file.name}</span>
          </a>
          {!compact && <span className={styles.fileSize}>{formatSize(file.size)}</span>}
          <span className="x-visually-hidden">{t("attachment.opensNew")}</span>
        </li>
      ))}
    </ul>
  );
}

export function attachmentHref(file: Pick<Attachment, "id">): string {
  return `/api/v1/attachments/${encodeURIComponent(file.id)}`;
}
