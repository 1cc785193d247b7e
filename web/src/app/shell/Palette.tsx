import { SearchOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Modal, Spin } from "antd";
import { useId, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import styles from "./palette.module.css";
import { usePaletteEntries } from "./use-palette-entries";

/** Ctrl+K: menus, things to start and people, found by name, pinyin or initials. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const id = useId();
  const [query, setQuery] = useState("");
  const [position, setPosition] = useState(0);
  const { groups, searching } = usePaletteEntries(query);
  const entries = groups.flatMap((group) => group.entries);
  const positions = new Map(entries.map((entry, at) => [entry, at]));
  const active = Math.min(position, entries.length - 1);

  const open = (index: number): void => {
    const entry = entries[index];
    if (entry === undefined) return;
    onClose();
    void navigate({ to: entry.href });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPosition((active + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      open(active);
    }
  };

  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={560}
      style={{ top: 72 }}
      styles={{ container: { padding: 0 } }}
      aria-label={t("palette.open")}
    >
      <div className={styles.field}>
        <SearchOutlined aria-hidden />
        <input
          // The palette is opened to type into it.
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-label={t("palette.open")}
          placeholder={t("palette.placeholder")}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setPosition(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t("palette.results")} className={styles.list}>
        {groups.map((group) => (
          <div key={group.key} role="group" aria-label={group.label}>
            <div className={styles.group} aria-hidden>
              {group.label}
            </div>
            {group.entries.map((entry) => {
              const own = positions.get(entry) ?? 0;
              return (
                <div
                  key={entry.key}
                  id={`${id}-${own}`}
                  role="option"
                  aria-selected={own === active}
                  className={own === active ? styles.entryActive : styles.entry}
                  onMouseMove={() => setPosition(own)}
                  onClick={() => open(own)}
                >
                  <span>{entry.label}</span>
                  {entry.detail !== undefined && <span className={styles.detail}>{entry.detail}</span>}
                </div>
              );
            })}
          </div>
        ))}
        {searching && (
          <p className={styles.none}>
            <Spin size="small" />
          </p>
        )}
        {!searching && entries.length === 0 && <p className={styles.none}>{t("palette.none")}</p>}
      </div>
    </Modal>
  );
}
