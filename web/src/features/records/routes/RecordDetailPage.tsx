import { DeleteOutlined, EditOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, PageHeader, PageSkeleton } from "@/components/layout";
import { LinkButton } from "@/components/link-button";
import { StatusTag } from "@/components/work";
import { formatDateTime } from "@/lib/format";
import { localized } from "@/lib/i18n";
import { useProblemMessage } from "@/lib/use-problem-message";

import { objectTypeQuery } from "../api/object-types";
import { deleteRecord, recordQuery } from "../api/records";
import styles from "../components/detail.module.css";
import { rightsOf } from "../components/DraftEditor";
import { HistoryList, HistoryToggle } from "../components/HistoryList";
import { PoolPanel } from "../components/PoolPanel";
import { RecordEditor } from "../components/RecordEditor";
import { RecordForm } from "../components/RecordForm";
import type { ObjectType } from "../model/definition";
import type { RecordDocument } from "../model/record";
import { columnValue } from "../model/system-fields";
import { asText, decodeValues } from "../model/values";

/** One record as a document: what it says, where it stands, who changed it. */
export function RecordDetailPage() {
  const { objectType: code, id } = useParams({ from: "/inside/records/$objectType/$id" });
  const objectType = useQuery(objectTypeQuery(code));
  const record = useQuery(recordQuery(code, id));
  // Only where there is nothing to show: read anew in vain, it takes nothing away from who is typing.
  const failed = [objectType, record].find((one) => one.isLoadingError);
  if (failed !== undefined) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!objectType.data || !record.data) return <PageSkeleton />;
  return <RecordDetail key={id} objectType={objectType.data} record={record.data} />;
}

function RecordDetail({ objectType, record }: { objectType: ObjectType; record: RecordDocument }) {
  const { t } = useTranslation("records");
  const { definition } = objectType;
  const navigate = useNavigate();
  const client = useQueryClient();
  const showProblem = useProblemMessage();
  const [editing, setEditing] = useState(false);
  const [history, setHistory] = useState(false);

  const operations = record.rights?.operations ?? objectType.operations;
  const isDraft = ["draft", "withdrawn"].includes(record.status) && Boolean(definition.process);
  const mayUpdate = operations.includes("update");
  const named = asText(columnValue(record, definition.title_field ?? ""));
  const title = localized(definition.title);

  const remove = async (): Promise<void> => {
    try {
      await deleteRecord(definition.code, record.id, record.version);
      await client.invalidateQueries({ queryKey: ["records", definition.code] });
      await navigate({ to: "/records/$objectType", params: { objectType: definition.code }, search: {} });
    } catch (error) {
      showProblem(error);
    }
  };

  const actions = !editing && (
    <span className={styles.noPrint}>
      {isDraft && mayUpdate && (
        <LinkButton
          color="primary"
          variant="solid"
          icon={<EditOutlined />}
          to="/records/$objectType/new"
          params={{ objectType: definition.code }}
          search={{ draft: record.id }}
        >
          {t("detail.continue")}
        </LinkButton>
      )}{" "}
      {record.process_instance_id && (
        <LinkButton to="/process-instances/$id" params={{ id: record.process_instance_id }}>
          {t("detail.process")}
        </LinkButton>
      )}{" "}
      {!definition.process && mayUpdate && (
        <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
          {t("detail.edit")}
        </Button>
      )}{" "}
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {t("detail.print")}
      </Button>{" "}
      {operations.includes("delete") && (
        <Popconfirm
          title={t("detail.deleteAsk")}
          okText={t("detail.delete")}
          okButtonProps={{ danger: true }}
          onConfirm={() => void remove()}
        >
          <Button icon={<DeleteOutlined />}>{t("detail.delete")}</Button>
        </Popconfirm>
      )}
    </span>
  );

  return (
    <div className={styles.page}>
      <PageHeader
        title={named === "" ? title : named}
        extra={<StatusTag status={record.status} />}
        actions={actions}
        description={
          <span className={styles.facts}>
            {named !== "" && <span>{[title, record.serial_number].filter(Boolean).join(" ")}</span>}
            {record.owner && <span>{record.owner.name}</span>}
            {record.node && <span>{record.node.name}</span>}
            {record.unit && <span>{record.unit.name}</span>}
            <span>{t("detail.created", { time: formatDateTime(record.created_at) })}</span>
          </span>
        }
      />
      {editing ? (
        <RecordEditor
          objectType={objectType}
          record={record}
          onCancel={() => setEditing(false)}
          onSaved={(saved) => {
            client.setQueryData(recordQuery(definition.code, record.id).queryKey, saved);
            void client.invalidateQueries({ queryKey: ["record", definition.code, record.id] });
            setEditing(false);
          }}
        />
      ) : (
        <RecordForm
          definition={definition}
          objectType={definition.code}
          recordId={record.id}
          rights={rightsOf(objectType, record)}
          editable={false}
          values={decodeValues(definition.fields, record.values)}
          problems={[]}
          onChange={() => undefined}
        />
      )}
      {!editing &&
        (definition.pools_of ?? []).map((ledger) => (
          <PoolPanel
            key={ledger}
            ledger={ledger}
            poolId={record.id}
            mayAdjust={operations.includes("adjust")}
            onAdjusted={() => {
              void client.invalidateQueries({ queryKey: ["record", definition.code, record.id] });
              void client.invalidateQueries({ queryKey: ["ledger-movements", ledger, record.id] });
            }}
          />
        ))}
      {!editing && (
        <section className={`${styles.panel} ${styles.noPrint}`} aria-label={t("history.title")}>
          <h2 className={styles.panelTitle}>
            {t("history.title")} <HistoryToggle open={history} onToggle={() => setHistory(!history)} />
          </h2>
          {history && <HistoryList definition={definition} recordId={record.id} />}
        </section>
      )}
    </div>
  );
}
