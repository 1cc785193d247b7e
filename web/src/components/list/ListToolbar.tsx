import { SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Input } from "antd";
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useClearing } from "@/lib/use-clearing";
import { useIsNarrow } from "@/lib/use-media";
import { useDebounced } from "@/lib/use-debounced";

import styles from "./list.module.css";

interface ListToolbarProps {
  query: string;
  onQuery: (query: string) => void;
  placeholder: string;
  children?: ReactNode;
}

/** Search at the left, filters and hints after it. */
export function ListToolbar({ query, onQuery, placeholder, children }: ListToolbarProps) {
  const { t } = useTranslation();
  const clearing = useClearing();
  const [typed, setTyped] = useState(query);
  const ask = useEffectEvent((text: string) => {
    if (text !== query) onQuery(text);
  });
  const settled = useDebounced(typed, 300);
  // Only what the user typed leads to a new address, not the address to itself.
  useEffect(() => ask(settled), [settled]);
  return (
    <div className={styles.toolbar} role="search" aria-label={t("actions.search")}>
      <Input
        className={styles.search}
        data-list-search
        allowClear={clearing}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={placeholder}
        aria-label={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {children}
    </div>
  );
}

/** The boxes of one kind of list, side by side. */
export function BoxLinks({
  label,
  boxes,
  current,
}: {
  label: string;
  boxes: { box: string; label: string; href: string }[];
  current: string;
}) {
  return (
    <nav className={styles.boxes} aria-label={label}>
      {boxes.map(({ box, label: name, href }) => (
        <Link key={box} to={href} className={styles.box} aria-current={box === current ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** Not on narrow screens: there it is in the way, and mostly without a keyboard. */
export function KeyHint() {
  const { t } = useTranslation();
  const narrow = useIsNarrow();
  if (narrow) return null;
  return (
    <>
      <span className={styles.spring} />
      <span className={styles.hint}>
        <kbd>J</kbd> <kbd>K</kbd> {t("keyHint.move")} <kbd>Enter</kbd> {t("keyHint.open")} <kbd>?</kbd>{" "}
        {t("keyHint.help")}
      </span>
    </>
  );
}
