export { antdTheme } from "./antd";
export { applyAppearance, setPreferences, useAppearance, type Preferences } from "./preferences";
export { PALETTES, type Mode, type TextSize } from "./tokens";
