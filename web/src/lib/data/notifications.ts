import { useQuery } from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

export interface Notification {
  id: string;
  kind: string;
  text: string;
  link: string;
  created_at: string;
  read: boolean;
}

export interface NotificationPage extends Page<Notification> {
  unread: number;
}

/** The newest messages and the number of unread ones, for the bell. */
export function useLatestNotifications() {
  return useQuery({
    queryKey: ["notifications", "latest"],
    queryFn: () => body<NotificationPage>(api.GET("/api/v1/notifications", { params: { query: { page_size: 8 } } })),
    refetchInterval: 60_000,
  });
}
