import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { StatusTag } from "@/components/work";
import { FieldValue, type FieldDefinition } from "@/features/records";
import { formatDate } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { relatedFileHref, relatedRecordQuery } from "../api/guidance";
import type { Related } from "../model/guidance";
import styles from "./guidance.module.css";
import { ReadForm } from "./ReadForm";

const LONG = new Set(["line_items", "long_text", "attachment"]);

/** Related records, one line each; a click opens what the process lets me see of one. */
export function RelatedList({ related, onOpen }: { related: Related; onOpen: (id: string) => void }) {
  const { t } = useTranslation("process");
  const fields: FieldDefinition[] = related.form.fields.filter(({ type }) => !LONG.has(type));
  if (related.items.length === 0) return <p className={styles.nothing}>{t("guidance.noRelated")}</p>;
  return (
    <ul className={styles.records}>
      {related.items.map((record) => (
        <li key={record.id}>
          <button type="button" className={styles.record} onClick={() => onOpen(record.id)}>
            <span className={styles.recordFields}>
              {fields.map((field) => (
                <span key={field.code} className={field.type === "money" ? styles.amount : undefined}>
                  <FieldValue field={field} value={record.values[field.code]} compact />
                </span>
              ))}
            </span>
            {related.form.process != null && (
              <span className={styles.recordState}>
                <StatusTag status={record.status} />
                <time dateTime={record.created_at}>{formatDate(record.created_at.slice(0, 10))}</time>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface RelatedDrawerProps {
  itemId: string;
  index: number;
  id: string;
  onClose: () => void;
}

export function RelatedDrawer({ itemId, index, id, onClose }: RelatedDrawerProps) {
  const isPhone = useIsPhone();
  const { data, error, refetch } = useQuery(relatedRecordQuery(itemId, index, id));
  return (
    <Drawer
      open
      title={data?.title}
      placement={isPhone ? "bottom" : "right"}
      size={isPhone ? "92%" : 860}
      onClose={onClose}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && !data && <ListSkeleton />}
      {data && (
        <ReadForm
          form={data.form}
          record={data.record}
          rights={data.field_rights}
          fileHref={(file) => relatedFileHref(itemId, index, id, file)}
        />
      )}
    </Drawer>
  );
}
