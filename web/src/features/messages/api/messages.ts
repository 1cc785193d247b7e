import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

export function useMessages(unread: boolean) {
  return useInfiniteQuery({
    queryKey: ["notifications", "list", unread],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/notifications", {
          params: { query: { unread, page_size: 40, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** Marks these messages, or all of mine, as read. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[] | "all") =>
      body(api.POST("/api/v1/notifications/read", { body: ids === "all" ? { all: true } : { ids } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
}
