import { ConfigProvider } from "antd";
import type { ReactNode } from "react";

import { antdTheme, useAppearance, variablesOf } from "@/lib/theme";

/** A sheet of paper: white with dark ink, whatever the colours of the screen around it. */
export function Paper({ className, children }: { className: string | undefined; children: ReactNode }) {
  const { size } = useAppearance();
  return (
    <ConfigProvider theme={antdTheme("light", size, true)}>
      <article className={className} style={{ ...variablesOf("light"), colorScheme: "light" }}>
        {children}
      </article>
    </ConfigProvider>
  );
}
