import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useIsPhone } from "@/lib/use-media";

import type { Regulation } from "../model/guidance";
import styles from "./guidance.module.css";

/** The paragraphs that matter here; the whole document opens beside them. */
export function RegulationText({ regulation }: { regulation: Regulation }) {
  const { t } = useTranslation("process");
  const isPhone = useIsPhone();
  const [whole, setWhole] = useState(false);
  const [heading, ...paragraphs] = regulation.document;
  return (
    <div className={styles.regulation}>
      {regulation.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {heading !== undefined && (
        <button type="button" className={styles.link} onClick={() => setWhole(true)}>
          {t("guidance.whole")}
        </button>
      )}
      <Drawer
        open={whole}
        title={heading}
        placement={isPhone ? "bottom" : "right"}
        size={isPhone ? "92%" : 640}
        onClose={() => setWhole(false)}
      >
        <div className={styles.regulation}>
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      </Drawer>
    </div>
  );
}
