import { Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useClearing } from "@/lib/use-clearing";
import { useDebounced } from "@/lib/use-debounced";

import { useLookup } from "../../api/lookups";
import { asReference, type Reference } from "../../model/values";
import { useFormScene } from "../form-context";
import { controlAttributes, type ControlProps } from "./types";

/** Chooses a record of another object type among those that the server offers for this field. */
export function LookupControl(props: ControlProps) {
  const { field, value, onChange, parent } = props;
  const { t } = useTranslation("records");
  const clearing = useClearing();
  const { objectType } = useFormScene();
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const code = parent === undefined ? field.code : `${parent}.${field.code}`;
  const found = useLookup(objectType, code, useDebounced(query), open);
  const current = asReference(value);
  const options = withCurrent(found.data ?? [], current);

  return (
    <Select<string>
      {...controlAttributes(props)}
      style={{ width: "100%" }}
      allowClear={!props.bare && clearing}
      showSearch={{ searchValue: query, onSearch: setQuery, filterOption: false }}
      popupMatchSelectWidth={false}
      styles={{ popup: { root: { minWidth: 220, maxWidth: "90vw" } } }}
      placeholder={props.bare ? undefined : t("lookup.placeholder")}
      value={current === null ? undefined : current.id === "" ? current.title : current.id}
      onOpenChange={setOpen}
      onChange={(chosen) => {
        setQuery("");
        onChange(options.find((option) => option.id === chosen) ?? null);
      }}
      notFoundContent={found.isFetching ? <Spin size="small" /> : t("lookup.none")}
      options={options.map((option) => ({ value: option.id === "" ? option.title : option.id, label: option.title }))}
    />
  );
}

function withCurrent(found: readonly Reference[], current: Reference | null): Reference[] {
  if (current === null || found.some((option) => option.id === current.id)) return [...found];
  return [current, ...found];
}
