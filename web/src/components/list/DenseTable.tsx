import type { ReactNode } from "react";

import styles from "./list.module.css";

export interface Column<T> {
  key: string;
  title: string;
  /** In the place of the title: a tick box for all rows. */
  heading?: ReactNode;
  /** A number is pixels at the normal type size; it grows with large type. */
  width?: number | string;
  align?: "start" | "end";
  render: (row: T) => ReactNode;
}

interface DenseTableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** A click anywhere on the row; the row's own link stays for keyboard and new tabs. */
  onOpen?: (row: T) => void;
  selected?: number;
  strong?: (row: T) => boolean;
}

/** A plain table of 32 px rows: light enough for the first load, readable for a screen reader. */
export function DenseTable<T>({ caption, columns, rows, rowKey, onOpen, selected, strong }: DenseTableProps<T>) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="x-visually-hidden">{caption}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: scaled(column.width) }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align === "end" ? styles.end : undefined}>
                {column.heading ?? column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}
              data-row={index}
              className={[onOpen && styles.clickable, strong?.(row) && styles.strong].filter(Boolean).join(" ")}
              aria-selected={selected === undefined ? undefined : selected === index}
              onClick={(event) => {
                const target = event.target as HTMLElement;
                // What happens in a window that was opened from the row comes by here, too.
                if (!event.currentTarget.contains(target) || target.closest("a, button, input, label")) return;
                onOpen?.(row);
              }}
            >
              {columns.map((column) => (
                <td key={column.key} className={column.align === "end" ? styles.end : undefined}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NORMAL_SIZE = 14;

function scaled(width: number | string | undefined): string | undefined {
  return typeof width === "number" ? `${width / NORMAL_SIZE}em` : width;
}
