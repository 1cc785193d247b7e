import { Popover, Spin } from "antd";
import { useTranslation } from "react-i18next";

import { formatMoney } from "@/lib/format";

import styles from "./lines.module.css";
import type { LineQuota } from "./use-availability";

/** What is left of the quota; focus or hover tells the sum behind it. */
export function QuotaCell({ quota }: { quota: LineQuota }) {
  const { t } = useTranslation("records");
  if (quota.state === "unknown") return <span className={styles.quotaNone}>{t("quota.unknown")}</span>;
  if (quota.state === "loading") return <Spin size="small" />;
  if (quota.state === "none" || !quota.availability) return <span className={styles.quotaNone}>{t("quota.none")}</span>;
  const { title, total, adjusted, available, reserved, consumed } = quota.availability;
  const rows = [
    [t("quota.total"), total],
    [t("quota.adjusted"), adjusted],
    [t("quota.reserved"), reserved],
    [t("quota.consumed"), consumed],
    [t("quota.available"), available],
  ] as const;
  return (
    <Popover
      trigger={["hover", "focus"]}
      title={quota.exceeded ? `${title} · ${t("quota.exceeded")}` : title}
      content={
        <dl className={styles.quotaRows}>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatMoney(value)}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <button type="button" className={quota.exceeded ? styles.quotaOut : styles.quota}>
        {formatMoney(available)}
        {quota.exceeded && <span className="x-visually-hidden">{t("quota.exceeded")}</span>}
      </button>
    </Popover>
  );
}
