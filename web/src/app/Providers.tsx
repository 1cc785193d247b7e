import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { antdTheme, useAppearance } from "@/lib/theme";

/** Theme, language and data cache for everything below. */
export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  const { effective, size } = useAppearance();
  const { i18n } = useTranslation();
  return (
    <ConfigProvider
      theme={antdTheme(effective, size)}
      locale={i18n.language === "en-US" ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <App component={false} message={{ maxCount: 3 }}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
