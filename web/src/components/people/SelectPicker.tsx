import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDebounced } from "@/lib/use-debounced";

import { peopleOf, positionOf, usePeople, type PersonCard } from "./people";
import styles from "./people.module.css";
import type { PeoplePickerProps } from "./PeoplePicker";

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
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const found = usePeople(useDebounced(query), open);
  const people = peopleOf(found.data?.pages, without);
  const known = new Map<string, PersonCard>([...people, ...value].map((person) => [person.id, person]));

  const choose = (ids: string[]): void => {
    onChange(ids.flatMap((personId) => known.get(personId) ?? []));
    setQuery("");
  };

  const ids = value.map((person) => person.id);
  return (
    <Select<string | string[]>
      id={id}
      aria-label={label}
      mode={multiple ? "multiple" : undefined}
      allowClear
      disabled={disabled}
      status={status}
      style={{ width: "100%" }}
      value={multiple ? ids : ids[0]}
      placeholder={placeholder ?? t("people.placeholder")}
      showSearch={{ searchValue: query, onSearch: setQuery, filterOption: false }}
      onOpenChange={setOpen}
      onChange={(chosen: string | string[] | undefined) => choose(chosen === undefined ? [] : [chosen].flat())}
      onPopupScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        if (scrollTop + clientHeight > scrollHeight - 60 && found.hasNextPage && !found.isFetching)
          void found.fetchNextPage();
      }}
      notFoundContent={found.isFetching ? <Spin size="small" /> : t("people.none")}
      optionLabelProp="label"
      options={[...known.values()].map((person) => ({ value: person.id, label: person.name, person }))}
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
