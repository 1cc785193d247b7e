import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Drawer, Dropdown } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ActionBar } from "@/components/action-bar";
import { useIsPhone } from "@/lib/use-media";

import { arrangeVerbs, type BarVerb } from "../model/verb-bar";
import type { VerbOffer } from "../model/work-item";
import styles from "./page.module.css";
import { VerbButton } from "./VerbButton";

interface HandlingBarProps {
  offers: readonly VerbOffer[];
  labelOf: (offer: VerbOffer) => string;
  busy: string | null;
  /** The item has just opened by itself: its verbs take no click yet. */
  settling?: boolean;
  notice?: ReactNode;
  start?: ReactNode;
  onVerb: (offer: BarVerb) => void;
}

const ROOM = { desktop: 5, phone: 3 };

/** The verbs of an item or instance at the lower edge; what has no room stands behind "more". */
export function HandlingBar({ offers, labelOf, busy, settling = false, notice, start, onVerb }: HandlingBarProps) {
  const { t } = useTranslation("process");
  const isPhone = useIsPhone();
  const [sheet, setSheet] = useState(false);
  const { shown, more } = arrangeVerbs(offers, isPhone ? ROOM.phone : ROOM.desktop);
  if (shown.length === 0) return null;

  const moreButton = (
    <Button icon={<EllipsisOutlined />} aria-haspopup="menu" onClick={isPhone ? () => setSheet(true) : undefined}>
      {t("bar.more")}
    </Button>
  );
  return (
    <ActionBar label={t("bar.label")} notice={notice} start={start} still={settling}>
      {[...shown].map((offer) => (
        <VerbButton
          key={offer.verb}
          offer={offer}
          label={labelOf(offer)}
          busy={busy === offer.verb}
          onClick={() => onVerb(offer)}
        />
      ))}
      {more.length > 0 &&
        (isPhone ? (
          moreButton
        ) : (
          <Dropdown
            trigger={["click"]}
            placement="topRight"
            menu={{
              items: more.map((offer) => ({
                key: offer.verb,
                disabled: !offer.allowed,
                danger: offer.tone === "danger" && offer.allowed,
                title: offer.reason ?? undefined,
                label: offer.allowed ? labelOf(offer) : <Refused offer={offer} label={labelOf(offer)} />,
                onClick: () => onVerb(offer),
              })),
            }}
          >
            {moreButton}
          </Dropdown>
        ))}
      <Drawer
        open={sheet}
        placement="bottom"
        size="auto"
        rootClassName="x-sheet"
        title={t("bar.more")}
        onClose={() => setSheet(false)}
      >
        <div className={styles.sheetVerbs}>
          {more.map((offer) => (
            <button
              key={offer.verb}
              type="button"
              className={styles.sheetVerb}
              aria-disabled={!offer.allowed}
              onClick={() => {
                if (!offer.allowed) return;
                setSheet(false);
                onVerb(offer);
              }}
            >
              <Refused offer={offer} label={labelOf(offer)} />
            </button>
          ))}
        </div>
      </Drawer>
    </ActionBar>
  );
}

function Refused({ offer, label }: { offer: BarVerb; label: string }) {
  return (
    <>
      <span>{label}</span>
      {!offer.allowed && offer.reason && <div className={styles.sheetReason}>{offer.reason}</div>}
    </>
  );
}
