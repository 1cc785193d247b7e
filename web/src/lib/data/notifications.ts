import { useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type Notification = Schemas["NotificationOut"];
export type NotificationPage = Schemas["NotificationPage"];

/** The newest messages and the number of unread ones, for the bell. */
export function useLatestNotifications() {
  return useQuery({
    queryKey: ["notifications", "latest"],
    queryFn: () => body<NotificationPage>(api.GET("/api/v1/notifications", { params: { query: { page_size: 8 } } })),
    refetchInterval: 60_000,
  });
}
