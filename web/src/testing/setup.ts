import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";

import { loadCatalogue } from "@/app/catalogue";
import { startI18n } from "@/lib/i18n";

beforeAll(async () => {
  await startI18n(loadCatalogue);
});

afterEach(() => {
  cleanup();
});
