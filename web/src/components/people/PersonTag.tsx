import { Tooltip } from "antd";

import { positionOf, type PersonCard } from "./people";
import styles from "./people.module.css";

/** A person's name with the family name in a small disc; hover or focus tells post, department and unit. */
export function PersonTag({ person, plain = false }: { person: PersonCard; plain?: boolean }) {
  const position = positionOf(person);
  const tag = (
    <span className={styles.tag}>
      {!plain && (
        <span className={styles.disc} aria-hidden>
          {person.name.slice(0, 1)}
        </span>
      )}
      {person.name}
    </span>
  );
  return position === "" ? tag : <Tooltip title={position}>{tag}</Tooltip>;
}
