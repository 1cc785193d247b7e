import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useClearing } from "@/lib/use-clearing";

import { positionOf, useOfferedPeople, type PersonCard } from "./people";
import styles from "./people.module.css";
import type { PeoplePickerProps } from "./PeoplePicker";

interface Chosen {
  value: string;
  label: string;
}

export function SelectPicker({
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
  const clearing = useClearing();
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const { found, searching, people } = useOfferedPeople(query, without, open);
  const known = new Map<string, PersonCard>([...people, ...value].map((person) => [person.id, person]));

  const choose = (ids: string[]): void => {
    onChange(ids.flatMap((personId) => known.get(personId) ?? []));
    setQuery("");
  };

  // With their names, so that who is chosen need not be among those on offer.
  const chosen = value.map(({ id: personId, name }) => ({ value: personId, label: name }));
  return (
    <Select<Chosen | Chosen[]>
      labelInValue
      id={id}
      aria-label={label}
      mode={multiple ? "multiple" : undefined}
      allowClear={clearing}
      disabled={disabled}
      status={status}
      style={{ width: "100%" }}
      value={multiple ? chosen : chosen[0]}
      placeholder={placeholder ?? t("people.placeholder")}
      showSearch={{ searchValue: query, onSearch: setQuery, filterOption: false }}
      onOpenChange={setOpen}
      onChange={(now: Chosen | Chosen[] | undefined) =>
        choose((now === undefined ? [] : [now].flat()).map((one) => one.value))
      }
      onPopupScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        if (scrollTop + clientHeight > scrollHeight - 60 && found.hasNextPage && !found.isFetching)
          void found.fetchNextPage();
      }}
      notFoundContent={searching ? <Spin size="small" /> : t("people.none")}
      optionLabelProp="label"
      options={people.map((person) => ({ value: person.id, label: person.name, person }))}
      optionRender={(option) => {
        const person = (option.data as { person: PersonCard }).person;
        return (
          <span className={styles.option}>
            <span>
              {person.name} {person.number}
            </span>
            <span className={styles.position}>{positionOf(person)}</span>
          </span>
        );
      }}
    />
  );
}
