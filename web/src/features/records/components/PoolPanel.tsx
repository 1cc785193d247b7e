import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { DenseTable, type Column } from "@/components/list";
import { formatDateTime, formatMoney } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { movementsQuery, type Movement } from "../api/pools";
import { AdjustDialog } from "./AdjustDialog";
import styles from "./detail.module.css";

interface PoolPanelProps {
  ledger: string;
  poolId: string;
  mayAdjust: boolean;
  onAdjusted: () => void;
}

/** The bookings of a pool with their causes, and the way to raise or lower it. */
export function PoolPanel({ ledger, poolId, mayAdjust, onAdjusted }: PoolPanelProps) {
  const { t } = useTranslation("records");
  const [adjusting, setAdjusting] = useState(false);
  const isPhone = useIsPhone();
  const movements = useQuery(movementsQuery(ledger, poolId));

  const columns: Column<Movement>[] = [
    { key: "at", title: t("pool.at"), width: 150, render: (row) => formatDateTime(row.at) },
    {
      key: "kind",
      title: t("pool.kind"),
      width: 110,
      render: (row) => t(`pool.kinds.${row.kind}`, { defaultValue: row.kind }),
    },
    { key: "amount", title: t("pool.amount"), width: 130, align: "end", render: (row) => formatMoney(row.amount) },
    { key: "actor", title: t("pool.actor"), width: 220, render: (row) => row.actor_text },
    { key: "cause", title: t("pool.cause"), render: (row) => <Cause row={row} poolId={poolId} /> },
  ];

  return (
    <section className={`${styles.panel} ${styles.noPrint}`} aria-labelledby="pool-title">
      <div className={styles.panelHead}>
        <h2 id="pool-title" className={styles.panelTitle}>
          {t("pool.title")}
        </h2>
        {mayAdjust && <Button onClick={() => setAdjusting(true)}>{t("pool.adjust")}</Button>}
      </div>
      {movements.isError ? (
        <ErrorState error={movements.error} onRetry={() => void movements.refetch()} />
      ) : !movements.data ? (
        <ListSkeleton rows={3} />
      ) : movements.data.length === 0 ? (
        <p className={styles.muted}>{t("pool.none")}</p>
      ) : isPhone ? (
        <MovementCards rows={movements.data} poolId={poolId} />
      ) : (
        <DenseTable
          caption={t("pool.title")}
          columns={columns}
          rows={movements.data}
          rowKey={(row) => String(row.id)}
        />
      )}
      {adjusting && (
        <AdjustDialog
          ledger={ledger}
          poolId={poolId}
          onClose={() => setAdjusting(false)}
          onDone={() => {
            setAdjusting(false);
            onAdjusted();
          }}
        />
      )}
    </section>
  );
}

function MovementCards({ rows, poolId }: { rows: readonly Movement[]; poolId: string }) {
  const { t } = useTranslation("records");
  return (
    <ul className={styles.movements}>
      {rows.map((row) => (
        <li key={row.id}>
          <div className={styles.movementHead}>
            <span>{t(`pool.kinds.${row.kind}`, { defaultValue: row.kind })}</span>
            <strong>{formatMoney(row.amount)}</strong>
          </div>
          <div className={styles.muted}>
            {formatDateTime(row.at)} {row.actor_text} <Cause row={row} poolId={poolId} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Cause({ row, poolId }: { row: Movement; poolId: string }) {
  const { t } = useTranslation("records");
  if (row.cause_id === poolId || !row.cause_type.includes(".")) return <>{row.note}</>;
  return (
    <>
      <Link to="/records/$objectType/$id" params={{ objectType: row.cause_type, id: row.cause_id }}>
        {t("pool.openCause")}
      </Link>{" "}
      {row.note}
    </>
  );
}
