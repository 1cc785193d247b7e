import { useTranslation } from "react-i18next";

import { Whereabouts } from "@/components/work";
import { formatDateTime } from "@/lib/format";

import type { WorkItemDetail } from "../model/detail";
import styles from "./page.module.css";
import { Readers } from "./Readers";
import { WhyButton } from "./WhyButton";

/** Under the title: from whom, at which step, since when, who has read it, and why it came to me. */
export function ItemFacts({ item }: { item: WorkItemDetail }) {
  const { t } = useTranslation("process");
  const done = item.status === "done";
  const activity = done ? "handled" : item.status === "cancelled" ? "closed" : "activity";
  return (
    <span className={styles.facts}>
      <span>{[item.initiator.name, item.unit_name].filter(Boolean).join(" · ")}</span>
      <span>{item.process_title}</span>
      <span>{t(`title.${activity}`, { name: item.activity_name })}</span>
      {done && item.current.length > 0 && <Whereabouts current={item.current} />}
      <span>{t("title.received", { time: formatDateTime(item.received_at) })}</span>
      <Readers readers={item.readers} />
      <WhyButton sentences={item.why.sentences} />
    </span>
  );
}
