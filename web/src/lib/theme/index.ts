export { antdTheme } from "./antd";
export { applyAppearance, setPreferences, useAppearance, variablesOf, type Preferences } from "./preferences";
export { PALETTES, type Mode, type TextSize } from "./tokens";
