import { readdirSync } from "node:fs";

import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features");
const shared = ["./src/lib", "./src/components"];

/** Features never see each other; shared parts never see features; nobody but `app` sees `app`. */
/** As in the back end, process stands on records: it shows their forms through records' index. */
const below = { process: ["./records"], "process-definitions": ["./process"] };
const zones = [
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: "./src/features",
    except: [`./${name}`, ...(below[name] ?? [])],
    message: "A feature may import shared parts only; lift what two features need into lib or components.",
  })),
  { target: "./src/features", from: "./src/app", message: "Only main.tsx and app itself import app." },
  ...shared.map((target) => ({ target, from: ["./src/features", "./src/app"], message: "Imports go down only." })),
  { target: "./src/lib", from: "./src/components", message: "lib is below components." },
];

// Also full-width marks: brackets and commas have their form in each language.
const HAN = "/[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]/";
const hardCoded = "Texts come from the catalogue (locales/*.json), none is hard-coded.";

export default tseslint.config(
  { ignores: ["node_modules", "src/lib/client/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "import-x": importX },
    languageOptions: { globals: globals.browser },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "tsconfig.json" })] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": ["error", { maxDepth: 6 }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["error", { max: 450, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/testing/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: `Literal[value=${HAN}]`, message: hardCoded },
        { selector: `JSXText[value=${HAN}]`, message: hardCoded },
        { selector: `TemplateElement[value.raw=${HAN}]`, message: hardCoded },
        // Names of keys are the same in every language.
        {
          selector: "JSXElement:not([openingElement.name.name='kbd']) > JSXText[value=/[A-Za-z]{3,}/]",
          message: hardCoded,
        },
        {
          selector: "JSXAttribute[name.name='allowClear'][value=null]",
          message: "antd names its cross in English: allowClear={useClearing()}.",
        },
      ],
    },
  },
  { files: ["*.js"], languageOptions: { globals: globals.node } },
);
