import styles from "./work-items.module.css";

interface Line {
  item_id: string;
  reason?: string | null;
}

/** Items by their titles, each with the sentence that concerns it. */
export function Lines({ lines, titles }: { lines: readonly Line[]; titles: Map<string, string> }) {
  return (
    <ul className={styles.leftOut}>
      {lines.map((line) => (
        <li key={line.item_id}>
          {titles.get(line.item_id)}
          {line.reason != null && <div className="x-muted">{line.reason}</div>}
        </li>
      ))}
    </ul>
  );
}
