import { EllipsisOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Dropdown } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import {
  useBatchVerbs,
  useHandleBatch,
  type BatchBody,
  type BatchOutcome,
  type BatchVerb,
  type WorkItem,
} from "@/lib/data";
import { useProblemMessage, useWindowProblem } from "@/lib/use-problem-message";

import { BatchDialog } from "./BatchDialog";
import { BatchResult } from "./BatchResult";
import styles from "./work-items.module.css";

/** The server takes this many at once. */
export const MOST_AT_ONCE = 100;
const ROOM = { desk: 4, phone: 2 };
const DIRECT: ReadonlySet<string> = new Set(["read"]);

interface BatchBarProps {
  chosen: readonly WorkItem[];
  onDone: () => void;
  /** On the phone the bar stands at the lower edge, within reach of the thumb. */
  bottom?: boolean;
  children?: ReactNode;
}

/** Handles what is ticked: the verbs that succeed for at least one, with how many, and afterwards what was left out. */
export function BatchBar({ chosen, onDone, bottom = false, children }: BatchBarProps) {
  const { t } = useTranslation("work-items");
  const { message } = App.useApp();
  const [asking, setAsking] = useState<BatchVerb | null>(null);
  const [sheet, setSheet] = useState(false);
  const [result, setResult] = useState<{ outcome: BatchOutcome; title: string; titles: Map<string, string> } | null>(
    null,
  );
  const showProblem = useProblemMessage();
  const refused = useWindowProblem(() => setAsking(null));
  const handle = useHandleBatch();
  const tooMany = chosen.length > MOST_AT_ONCE;
  const offered = useBatchVerbs(tooMany ? [] : chosen.map((item) => item.id));
  const verbs = chosen.length === 0 ? [] : (offered.data ?? []);
  const titles = new Map(chosen.map((item) => [item.id, item.title]));

  const send = (offer: BatchVerb, body: Partial<BatchBody>): void =>
    handle.mutate(
      { ...body, verb: offer.verb as BatchBody["verb"], item_ids: chosen.map((item) => item.id) },
      {
        onSuccess: (outcome) => {
          setAsking(null);
          const whole = outcome.done === outcome.lines.length;
          if (whole) void message.success(t("batch.allDone", { verb: offer.title, count: outcome.done }));
          else setResult({ outcome, title: offer.title, titles });
          onDone();
        },
        onError: DIRECT.has(offer.verb) ? showProblem : refused,
      },
    );
  const start = (offer: BatchVerb): void => {
    setSheet(false);
    if (DIRECT.has(offer.verb)) send(offer, {});
    else setAsking(offer);
  };
  const label = (offer: BatchVerb): string => t("batch.verb", { verb: offer.title, count: offer.count });
  const room = bottom ? ROOM.phone : ROOM.desk;
  const [shown, more] = [verbs.slice(0, room), verbs.slice(room)];
  const moreButton = (
    <Button
      size={bottom ? "middle" : "small"}
      icon={bottom ? undefined : <EllipsisOutlined />}
      aria-haspopup="menu"
      onClick={bottom ? () => setSheet(true) : undefined}
    >
      {t("batch.more")}
    </Button>
  );

  return (
    <>
      {children !== undefined && children !== false && <div className={styles.batchStart}>{children}</div>}
      {chosen.length > 0 && (
        <div className={bottom ? styles.batchBottom : styles.batch} role="region" aria-label={t("batch.label")}>
          <span role="status">{t("batch.chosen", { count: chosen.length })}</span>
          {tooMany && <span className="x-muted">{t("batch.most", { limit: MOST_AT_ONCE })}</span>}
          {offered.isSuccess && !tooMany && verbs.length === 0 && <span className="x-muted">{t("batch.none")}</span>}
          {shown.map((offer, index) => (
            <Button
              key={offer.verb}
              size={bottom ? "middle" : "small"}
              type={index === 0 ? "primary" : "default"}
              danger={offer.verb === "reject"}
              loading={handle.isPending && DIRECT.has(offer.verb)}
              disabled={offered.isPlaceholderData}
              onClick={() => start(offer)}
            >
              {label(offer)}
            </Button>
          ))}
          {more.length > 0 &&
            (bottom ? (
              moreButton
            ) : (
              <Dropdown
                trigger={["click"]}
                menu={{
                  items: more.map((offer) => ({ key: offer.verb, label: label(offer), onClick: () => start(offer) })),
                }}
              >
                {moreButton}
              </Dropdown>
            ))}
          {!bottom && (
            <Button size="small" type="text" onClick={onDone}>
              {t("batch.clear")}
            </Button>
          )}
        </div>
      )}
      <Drawer
        open={sheet}
        placement="bottom"
        size="auto"
        rootClassName="x-sheet"
        title={t("batch.more")}
        onClose={() => setSheet(false)}
      >
        <div className={styles.sheet}>
          {more.map((offer) => (
            <Button key={offer.verb} size="large" block onClick={() => start(offer)}>
              {label(offer)}
            </Button>
          ))}
        </div>
      </Drawer>
      {asking !== null && (
        <BatchDialog
          offer={asking}
          titles={titles}
          busy={handle.isPending}
          refusal={handle.error}
          onSend={(body) => send(asking, body)}
          onClose={() => setAsking(null)}
        />
      )}
      {result !== null && <BatchResult {...result} onClose={() => setResult(null)} />}
    </>
  );
}
