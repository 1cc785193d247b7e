import { QueryClient } from "@tanstack/react-query";

import { ProblemError } from "@/lib/client";

/** A refusal stays a refusal: only missing answers and server faults are tried again. */
function worthRetrying(count: number, error: unknown): boolean {
  const passing = !(error instanceof ProblemError) || error.status === 0 || error.status >= 502;
  return passing && count < 2;
}

/**
 * Without network nothing waits in silence: it fails at once with its sentence, and the user decides what is sent
 * again. Left to itself the library would hold a command back and carry it out minutes later, even when its window was
 * closed meanwhile.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        staleTime: 10_000,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
