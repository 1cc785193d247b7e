import { theme, type ThemeConfig } from "antd";

import { FONT_FAMILY, FONT_SIZE, PALETTES, type Mode, type Palette, type TextSize } from "./tokens";

/** Heights of controls: dense for a mouse, and on the phone high enough for a finger. */
const HEIGHTS = {
  mouse: { normal: { controlHeight: 32 }, large: { controlHeight: 38 } },
  finger: {
    normal: { controlHeight: 40, controlHeightSM: 36, controlHeightLG: 44 },
    large: { controlHeight: 44, controlHeightSM: 40, controlHeightLG: 48 },
  },
} as const;

/** Our palette in antd's words; `still` for people who want no movement, `finger` for pages that are touched. */
export function antdTheme(mode: Mode, size: TextSize, still: boolean, finger = false): ThemeConfig {
  const palette = PALETTES[mode];
  return {
    algorithm: mode === "dark" ? dark(palette) : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.accent,
      colorPrimaryBg: palette.accentSoft,
      colorPrimaryBgHover: palette.accentSoft,
      controlItemBgActive: palette.accentSoft,
      controlItemBgActiveHover: palette.accentSoft,
      colorLink: palette.accentText,
      colorLinkHover: palette.accentHover,
      colorInfo: palette.info,
      colorSuccess: palette.success,
      colorWarning: palette.warning,
      colorError: palette.danger,
      colorInfoBg: palette.accentSoft,
      colorSuccessBg: palette.successSoft,
      colorSuccessBorder: palette.successLine,
      colorWarningBg: palette.warningSoft,
      colorWarningBorder: palette.warningLine,
      colorErrorBg: palette.dangerSoft,
      colorErrorBorder: palette.dangerLine,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorText: palette.text,
      colorTextSecondary: palette.muted,
      colorTextDescription: palette.muted,
      colorTextPlaceholder: palette.muted,
      colorBorder: palette.lineStrong,
      colorBorderSecondary: palette.line,
      borderRadius: 4,
      borderRadiusLG: 6,
      fontFamily: FONT_FAMILY,
      fontSize: FONT_SIZE[size],
      ...HEIGHTS[finger ? "finger" : "mouse"][size],
      motion: !still,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        dangerColor: palette.onDanger,
        defaultHoverColor: palette.accentHover,
        defaultActiveColor: palette.accentHover,
      },
      // Nothing else shows that they are there: their edge must be seen.
      Checkbox: { colorBorder: palette.muted },
      Radio: { colorBorder: palette.muted },
      Steps: { colorPrimary: palette.accentText, colorTextLightSolid: palette.surface },
      Badge: { colorTextLightSolid: palette.onDanger },
      ...(finger ? { DatePicker: { cellWidth: 40 } } : {}), // seven of them fit on the phone
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, headerBg: palette.page },
    },
  };
}

/** antd dims the colours that it is given for the dark mode; those of text must be read on a raised surface. */
function dark({ danger }: Palette): typeof theme.darkAlgorithm {
  return (seed, derived) => ({ ...theme.darkAlgorithm(seed, derived), colorError: danger });
}
