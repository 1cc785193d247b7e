import styles from "./work-items.module.css";

interface TickProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: () => void;
}

export function Tick({ label, checked, disabled, onChange }: TickProps) {
  return (
    <input
      type="checkbox"
      className={styles.tick}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onChange={onChange}
    />
  );
}
