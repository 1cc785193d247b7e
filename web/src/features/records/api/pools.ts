import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

/** One booking of a pool with what caused it. */
export interface Movement {
  id: number;
  kind: string;
  amount: string;
  cause_type: string;
  cause_id: string;
  at: string;
  actor_text: string;
  note: string;
}

export const movementsQuery = (ledger: string, poolId: string) =>
  queryOptions({
    queryKey: ["ledger-movements", ledger, poolId],
    queryFn: async () => {
      const params = { path: { code: ledger, pool_id: poolId } };
      const answer = await body(api.GET("/api/v1/ledgers/{code}/pools/{pool_id}/movements", { params }));
      return (answer as unknown as { items: Movement[] }).items;
    },
  });

/** Raises the pool by the amount, or lowers it by a negative one; the reason stays with the booking. */
export async function adjustPool(ledger: string, poolId: string, amount: string, reason: string): Promise<void> {
  const params = { path: { code: ledger, pool_id: poolId } };
  await body(api.POST("/api/v1/ledgers/{code}/pools/{pool_id}/adjustments", { params, body: { amount, reason } }));
}
