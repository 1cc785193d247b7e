import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import styles from "./list.module.css";

interface ResizableHeaderProps {
  title: string;
  numeric: boolean;
  width: number;
  order: "ascending" | "descending" | undefined;
  onSort: (() => void) | undefined;
  onResize: (width: number) => void;
}

const NARROWEST = 60;
const WIDEST = 800;
const STEP = 16;

/** A heading that sorts by a click and is made wider or narrower at its edge, by mouse or arrow keys. */
export function ResizableHeader({ title, numeric, width, order, onSort, onResize }: ResizableHeaderProps) {
  const { t } = useTranslation("records");
  const cell = useRef<HTMLTableCellElement>(null);
  const resize = (wanted: number): void => onResize(Math.min(WIDEST, Math.max(NARROWEST, wanted)));

  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    event.preventDefault();
    const from = event.clientX;
    const before = cell.current?.offsetWidth ?? width;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => resize(before + moved.clientX - from);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", () => handle.removeEventListener("pointermove", move), { once: true });
  };

  return (
    <th ref={cell} scope="col" data-numeric={numeric} aria-sort={order}>
      {onSort ? (
        <button type="button" className={styles.sorter} onClick={onSort}>
          <span className={styles.headText}>{title}</span>
          {order === "ascending" && <CaretUpOutlined aria-hidden />}
          {order === "descending" && <CaretDownOutlined aria-hidden />}
        </button>
      ) : (
        <span className={styles.headText}>{title}</span>
      )}
      <span
        className={styles.resizer}
        role="separator"
        aria-orientation="vertical"
        aria-label={t("columns.resize", { title })}
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") resize(width - STEP);
          if (event.key === "ArrowRight") resize(width + STEP);
        }}
      />
    </th>
  );
}
