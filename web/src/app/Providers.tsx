import { LoadingOutlined } from "@ant-design/icons";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import "dayjs/locale/zh-cn"; // where antd's calendars find the names of months and days
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { antdTheme, useAppearance } from "@/lib/theme";
import { useIsPhone, usePrefersStillness } from "@/lib/use-media";

/** Theme, language and data cache for everything below. */
export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  const { effective, size } = useAppearance();
  const { i18n } = useTranslation();
  useRefreshOnLanguage(queryClient, i18n.language);
  return (
    <ConfigProvider
      theme={antdTheme(effective, size, usePrefersStillness(), useIsPhone())}
      locale={i18n.language === "en-US" ? enUS : zhCN}
      // The icon of a button that works is no part of its name: it may stay, unseen, when an answer comes at once.
      button={{ autoInsertSpace: false, loadingIcon: <LoadingOutlined spin aria-hidden /> }}
    >
      <App component={false} message={{ maxCount: 3 }}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}

/** The server's sentences and titles are in the language of the request: read them again in the new one. */
function useRefreshOnLanguage(queryClient: QueryClient, language: string): void {
  const shown = useRef(language);
  useEffect(() => {
    if (shown.current === language) return;
    shown.current = language;
    void queryClient.invalidateQueries();
  }, [queryClient, language]);
}
