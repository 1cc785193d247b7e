import { api, body } from "@/lib/client";

import type { LedgerKey } from "../model/ledger-key";

/** available = total + adjustments − reserved − consumed */
export interface Availability {
  pool_id: string;
  title: string;
  total: string;
  adjusted: string;
  available: string;
  reserved: string;
  consumed: string;
}

/** What is left in each pool, asked for all lines at once; null where there is no pool. */
export async function fetchAvailability(ledger: string, keys: LedgerKey[]): Promise<Map<string, Availability | null>> {
  const answer = await body(
    api.POST("/api/v1/ledgers/{code}/availability", { params: { path: { code: ledger } }, body: { keys } }),
  );
  const { items } = answer as unknown as { items: (Availability | null)[] };
  return new Map(keys.map((key, index) => [JSON.stringify(key), items[index] ?? null]));
}
