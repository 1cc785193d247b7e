import { describe, expect, it } from "vitest";

import { loadCatalogue } from "./catalogue";

const PLURAL = /_(zero|one|two|few|many|other)$/;
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function keys(tree: Record<string, unknown>, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? keys(value as Record<string, unknown>, `${prefix}${key}.`)
      : [prefix + key.replace(PLURAL, "")],
  );
}

async function texts(language: "zh-CN" | "en-US"): Promise<Set<string>> {
  const catalogue = await loadCatalogue(language);
  return new Set(Object.entries(catalogue).flatMap(([namespace, tree]) => keys(tree, `${namespace}:`)));
}

/** Every key that a source file names literally, each with the namespaces it may be meant in. */
function used(source: string, all: string[]): { key: string; candidates: string[] }[] {
  const named = [...source.matchAll(/useTranslation\(\s*(?:\[?\s*"([^"]+)")?/g)].map(
    ([, namespace]) => namespace ?? "common",
  );
  const namespaces = named.length === 0 ? all : named;
  return [...source.matchAll(/\bt\(\s*"([\w:.-]+)"/g)].map(([, key = ""]) => ({
    key,
    candidates: key.includes(":") ? [key] : namespaces.map((namespace) => `${namespace}:${key}`),
  }));
}

describe("catalogues", () => {
  it("have the same texts in both languages", async () => {
    expect([...(await texts("en-US"))].sort()).toEqual([...(await texts("zh-CN"))].sort());
  });

  it("hold no empty text", async () => {
    for (const language of ["zh-CN", "en-US"] as const) {
      expect(JSON.stringify(await loadCatalogue(language))).not.toMatch(/":\s*""/);
    }
  });

  it("hold every text that the sources name", async () => {
    const known = await texts("zh-CN");
    const namespaces = Object.keys(await loadCatalogue("zh-CN"));
    const missing = Object.entries(sources).flatMap(([path, source]) =>
      used(source, namespaces)
        .filter(({ candidates }) => !candidates.some((candidate) => known.has(candidate)))
        .map(({ key }) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });
});
