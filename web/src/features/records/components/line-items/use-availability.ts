import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { compareDecimals, sumDecimals } from "@/lib/format";
import { useDebounced } from "@/lib/use-debounced";

import { fetchAvailability, type Availability } from "../../api/ledgers";
import type { FieldDefinition } from "../../model/definition";
import { ledgerKey, type LedgerKey } from "../../model/ledger-key";
import { readDecimal } from "@/lib/format";
import { asText, type Line } from "../../model/values";
import type { FormScene } from "../form-context";

export interface LineQuota {
  state: "unknown" | "loading" | "found" | "none";
  availability?: Availability;
  /** True when the lines of this record together want more of the pool than it has. */
  exceeded?: boolean;
}

/** What is left in the pools that the lines draw on; undefined when these line items draw on no ledger. */
export function useAvailability(field: FieldDefinition, lines: readonly Line[], scene: FormScene, enabled: boolean) {
  const binding = (enabled && scene.ledgers.find((one) => one.lines === field.code)) || null;
  const keys = binding === null ? [] : lines.map((line) => ledgerKey(binding, line.values, scene.values));
  const wanted = useDebounced(JSON.stringify(unique(keys)), 400);
  const query = useQuery({
    queryKey: ["ledger-availability", binding?.code, wanted],
    queryFn: () => fetchAvailability(binding?.code ?? "", JSON.parse(wanted) as LedgerKey[]),
    enabled: binding !== null && wanted !== "[]",
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  });
  if (binding === null) return undefined;
  const wantedOf = (pool: string): string =>
    sumDecimals(
      lines.flatMap((line) => {
        const key = ledgerKey(binding, line.values, scene.values);
        const amount = readDecimal(asText(line.values[binding.amount]), 10);
        const same = key !== null && query.data?.get(JSON.stringify(key))?.pool_id === pool;
        return same && amount.ok ? [amount.value] : [];
      }),
    );
  return {
    of(line: Line): LineQuota {
      const key = ledgerKey(binding, line.values, scene.values);
      if (key === null) return { state: "unknown" };
      const found = query.data?.get(JSON.stringify(key));
      if (found === undefined) return { state: query.isError ? "unknown" : "loading" };
      if (found === null) return { state: "none" };
      const exceeded = compareDecimals(wantedOf(found.pool_id), found.available) > 0;
      return { state: "found", availability: found, exceeded };
    },
  };
}

function unique(keys: readonly (LedgerKey | null)[]): LedgerKey[] {
  const known = new Map(keys.filter((key): key is LedgerKey => key !== null).map((key) => [JSON.stringify(key), key]));
  return [...known.values()];
}
