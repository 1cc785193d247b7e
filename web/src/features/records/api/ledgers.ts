import { api, body } from "@/lib/client";

import type { LedgerKey } from "../model/ledger-key";

/** available = total + adjustments − reserved − consumed */
export interface Availability {
  pool_id: string;
  title: string;
  total: string;
  available: string;
  reserved: string;
  consumed: string;
}

/** What is left in each pool, asked for all lines at once; null where there is no pool. */
export async function fetchAvailability(ledger: string, keys: LedgerKey[]): Promise<Map<string, Availability | null>> {
  const found = new Map<string, Availability | null>();
  for (const date of new Set(keys.map((key) => key.date))) {
    const ofDay = keys.filter((key) => key.date === date);
    const answer = body(
      api.POST("/api/v1/ledgers/{code}/availability", {
        params: { path: { code: ledger } },
        body: { date, keys: ofDay.map(({ key }) => key) },
      }),
    );
    const { items } = (await answer) as unknown as { items: (Availability | null)[] };
    ofDay.forEach((key, index) => found.set(JSON.stringify(key), items[index] ?? null));
  }
  return found;
}
