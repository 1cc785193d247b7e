import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, upload } from "@/lib/client";

const KEY = ["signature"];

const signatureQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await body(api.GET("/api/v1/signature"))).attachment_id,
  staleTime: 5 * 60_000,
});

/** My own signature: the file that shows it, or null. */
export function useKeptSignature() {
  const client = useQueryClient();
  const query = useQuery(signatureQuery);
  return {
    ...query,
    refresh: async () => {
      await client.invalidateQueries({ queryKey: KEY });
      await client.invalidateQueries({ queryKey: ["work-item"] });
    },
  };
}

/** Makes a PNG my signature. */
export async function keepSignature(image: Blob): Promise<void> {
  const file = new File([image], "signature.png", { type: "image/png" });
  const stored = await upload<{ id: string }>("/api/v1/attachments", file);
  await body(api.PUT("/api/v1/signature", { body: { attachment_id: stored.id } }));
}

export async function removeSignature(): Promise<void> {
  await body(api.DELETE("/api/v1/signature"));
}
