import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { loadCatalogue } from "@/app/catalogue";
import { Providers } from "@/app/Providers";
import { createQueryClient } from "@/app/query-client";
import { createAppRouter } from "@/app/router";
import { startI18n } from "@/lib/i18n";
import { applyAppearance } from "@/lib/theme";

import "./app/global.css";

applyAppearance();

// After an update the chunks of the old build are gone: load the new page once instead of failing.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem("xieyun.reloaded") ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem("xieyun.reloaded", String(Date.now()));
  event.preventDefault();
  window.location.reload();
});

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);

void startI18n(loadCatalogue).then(() => {
  const host = document.getElementById("root");
  if (host === null) return;
  createRoot(host).render(
    <StrictMode>
      <Providers queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
});
