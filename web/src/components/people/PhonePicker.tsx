import { CheckOutlined, CloseOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Drawer, Input, Spin } from "antd";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";

import { useClearing } from "@/lib/use-clearing";

import { positionOf, useOfferedPeople, type PersonCard } from "./people";
import styles from "./people.module.css";
import { PersonTag } from "./PersonTag";
import type { PeoplePickerProps } from "./PeoplePicker";

export function PhonePicker({
  value,
  onChange,
  multiple = false,
  without,
  label,
  id,
  placeholder,
  disabled,
  status,
}: PeoplePickerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const empty = placeholder ?? t("people.placeholder");
  return (
    <>
      <button
        type="button"
        id={id}
        className={status === "error" ? `${styles.opener} ${styles.wrong}` : styles.opener}
        disabled={disabled}
        aria-label={`${label} ${value.length === 0 ? empty : value.map(({ name }) => name).join(" ")}`}
        onClick={() => setOpen(true)}
      >
        {value.length === 0 && <span className={styles.placeholder}>{empty}</span>}
        {value.map((person, index) => (
          // Plain, and with spaces between: what is read aloud must contain what is seen.
          <Fragment key={person.id}>
            {index > 0 && " "}
            <PersonTag person={person} plain />
          </Fragment>
        ))}
      </button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="100%"
        title={label}
        destroyOnHidden
        footer={multiple && <Chosen people={value} onChange={onChange} onDone={() => setOpen(false)} />}
      >
        <PickerList
          value={value}
          multiple={multiple}
          without={without}
          onChange={onChange}
          onDone={() => setOpen(false)}
        />
      </Drawer>
    </>
  );
}

interface PickerListProps {
  value: readonly PersonCard[];
  multiple: boolean;
  without: string | undefined;
  onChange: (people: PersonCard[]) => void;
  onDone: () => void;
}

function PickerList({ value, multiple, without, onChange, onDone }: PickerListProps) {
  const { t } = useTranslation();
  const clearing = useClearing();
  const [query, setQuery] = useState("");
  const { found, searching, people } = useOfferedPeople(query, without);
  const chosen = new Set(value.map((person) => person.id));

  const toggle = (person: PersonCard): void => {
    if (!multiple) {
      onChange([person]);
      onDone();
    } else {
      onChange(chosen.has(person.id) ? value.filter((one) => one.id !== person.id) : [...value, person]);
    }
  };

  return (
    <>
      <Input
        size="large"
        prefix={<SearchOutlined />}
        allowClear={clearing}
        aria-label={t("people.placeholder")}
        placeholder={t("people.placeholder")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul className={styles.list}>
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className={styles.row}
              aria-pressed={chosen.has(person.id)}
              onClick={() => toggle(person)}
            >
              <span className={styles.rowText}>
                <PersonTag person={person} />
                <span className={styles.position}> {positionOf(person)}</span>
              </span>
              {chosen.has(person.id) && <CheckOutlined aria-hidden />}
            </button>
          </li>
        ))}
      </ul>
      {searching && (
        <div className={styles.hint}>
          <Spin size="small" />
        </div>
      )}
      {!searching && people.length === 0 && <p className={styles.hint}>{t("people.none")}</p>}
      {!searching && found.hasNextPage && (
        <Button block onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t("actions.more")}
        </Button>
      )}
    </>
  );
}

interface ChosenProps {
  people: readonly PersonCard[];
  onChange: (people: PersonCard[]) => void;
  onDone: () => void;
}

/** Who is chosen so far stays in sight while others are searched for, and is taken off again by a tap. */
function Chosen({ people, onChange, onDone }: ChosenProps) {
  const { t } = useTranslation();
  return (
    <>
      {people.length > 0 && (
        <ul className={styles.chosen} aria-label={t("people.chosen")}>
          {people.map((person) => (
            <li key={person.id}>
              <Button
                icon={<CloseOutlined />}
                iconPlacement="end"
                aria-label={t("people.remove", { name: person.name })}
                onClick={() => onChange(people.filter(({ id }) => id !== person.id))}
              >
                {person.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button type="primary" size="large" block onClick={onDone}>
        {t("people.done", { count: people.length })}
      </Button>
    </>
  );
}
