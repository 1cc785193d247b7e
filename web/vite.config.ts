import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backEnd = process.env.XIEYUN_BACK_END ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../xieyun/http/static_web",
    emptyOutDir: true,
    // The oldest Chromium that the domestic browsers of our users are built on.
    target: ["chrome100", "firefox115", "safari16"],
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5173, strictPort: true, proxy: { "/api": { target: backEnd } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    maxWorkers: 2,
  },
});
