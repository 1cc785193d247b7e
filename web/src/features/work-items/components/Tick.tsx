import styles from "./work-items.module.css";

interface TickProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  title?: string | undefined;
  onChange: () => void;
}

export function Tick({ label, checked, disabled, title, onChange }: TickProps) {
  return (
    <label className={styles.tickArea} title={title}>
      <input
        type="checkbox"
        className={styles.tick}
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onChange={onChange}
      />
    </label>
  );
}
