import {
  CloseOutlined,
  ExclamationCircleOutlined,
  PaperClipOutlined,
  ReloadOutlined,
  UploadOutlined,
} from "@ant-design/icons";
import { Button, Progress, Tooltip } from "antd";
import { useEffect, useEffectEvent, useRef, useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import { formatSize } from "@/lib/format";

import { asAttachments, type Attachment } from "../../model/values";
import { attachmentHref } from "../AttachmentLinks";
import styles from "../form.module.css";
import type { ControlProps } from "./types";
import { useUploads, type Upload } from "./use-uploads";

interface AttachmentControlProps extends ControlProps {
  onUnsent?: (count: number) => void;
  /** There is room to say beside a file why it did not arrive; in a cell the sentence is behind a sign. */
  spelled?: boolean;
}

/**
 * Files by choosing, dragging or pasting; several at once, each with its own progress and its own error.
 * `onUnsent` hears how many are on their way or failed: what is sent now would go without them.
 */
export function AttachmentControl(props: AttachmentControlProps) {
  const { value, onChange, id, label, bare, describedBy, onUnsent, spelled = bare !== true } = props;
  const { t } = useTranslation("records");
  const files = asAttachments(value);
  const latest = useRef<Attachment[]>(files);
  useEffect(() => {
    latest.current = asAttachments(value);
  }, [value]);
  const { uploads, add, retry, dismiss } = useUploads((stored) => {
    latest.current = [...latest.current, stored];
    onChange(latest.current);
  });
  const unsent = uploads.length;
  const tellUnsent = useEffectEvent((count: number) => onUnsent?.(count));
  useEffect(() => tellUnsent(unsent), [unsent]);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    add(event.clipboardData.files);
  };

  return (
    <div
      className={`${bare ? styles.dropCell : styles.drop} ${over ? styles.dropOver : ""}`}
      onDrop={drop}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onPaste={paste}
    >
      <ul className={bare ? styles.fileRow : styles.files}>
        {files.map((file) => (
          <StoredFile
            key={file.id}
            file={file}
            compact={bare === true}
            onRemove={() => onChange(files.filter((one) => one.id !== file.id))}
          />
        ))}
        {uploads.map((one) => (
          <RunningFile
            key={one.key}
            upload={one}
            spelled={spelled}
            onRetry={() => retry(one)}
            onDismiss={() => dismiss(one.key)}
          />
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button
        id={id}
        size="small"
        type={bare ? "text" : "default"}
        icon={bare ? <PaperClipOutlined /> : <UploadOutlined />}
        aria-label={bare ? t("attachment.addTo", { field: label }) : undefined}
        aria-describedby={describedBy}
        onClick={() => input.current?.click()}
      >
        {bare ? (files.length === 0 ? t("attachment.add") : null) : t("attachment.choose")}
      </Button>
      {!bare && <span className={styles.dropHint}>{t("attachment.hint")}</span>}
    </div>
  );
}

function StoredFile({ file, compact, onRemove }: { file: Attachment; compact: boolean; onRemove: () => void }) {
  const { t } = useTranslation("records");
  return (
    <li>
      <a href={attachmentHref(file)} target="_blank" rel="noreferrer" className={styles.file} title={file.name}>
        <PaperClipOutlined aria-hidden />
        <span className={styles.fileName}>{file.name}</span>
      </a>
      {!compact && <span className={styles.fileSize}>{formatSize(file.size)}</span>}
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t("attachment.remove", { name: file.name })}
        onClick={onRemove}
      />
    </li>
  );
}

interface RunningFileProps {
  upload: Upload;
  spelled: boolean;
  onRetry: () => void;
  onDismiss: () => void;
}

function RunningFile({ upload, spelled, onRetry, onDismiss }: RunningFileProps) {
  const { t } = useTranslation("records");
  const { file, share, error, again } = upload;
  return (
    <li className={error === null ? undefined : styles.fileFailed}>
      <span className={styles.file}>
        <span className={styles.fileName}>{file.name}</span>
      </span>
      {error === null ? (
        <Progress
          className={styles.fileProgress}
          percent={Math.round(share * 100)}
          size="small"
          aria-label={t("attachment.sending", { name: file.name })}
        />
      ) : (
        <>
          {spelled ? (
            <span role="alert">{error}</span>
          ) : (
            <Tooltip title={error} defaultOpen>
              <ExclamationCircleOutlined role="img" aria-label={error} tabIndex={0} />
            </Tooltip>
          )}
          {again && (
            <Button
              type="text"
              size="small"
              icon={<ReloadOutlined />}
              aria-label={t("attachment.retry", { name: file.name })}
              onClick={onRetry}
            />
          )}
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t("attachment.remove", { name: file.name })}
            onClick={onDismiss}
          />
        </>
      )}
    </li>
  );
}
