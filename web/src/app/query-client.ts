import { QueryClient } from "@tanstack/react-query";

import { ProblemError } from "@/lib/client";

/** A refusal stays a refusal: only missing answers and server faults are tried again. */
function worthRetrying(count: number, error: unknown): boolean {
  const passing = !(error instanceof ProblemError) || error.status === 0 || error.status >= 502;
  return passing && count < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
