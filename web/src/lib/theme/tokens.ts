/** The look of Xieyun in one place: antd's theme and our own CSS variables (--x-*) are both made from it. */
export type Mode = "light" | "dark";
export type TextSize = "normal" | "large";

export interface Palette {
  accent: string;
  accentText: string;
  accentHover: string;
  accentSoft: string;
  page: string;
  surface: string;
  raised: string;
  hover: string;
  text: string;
  muted: string;
  line: string;
  lineStrong: string;
  success: string;
  warning: string;
  danger: string;
  /** What is written on a surface of the danger colour. */
  onDanger: string;
  info: string;
  successSoft: string;
  successLine: string;
  warningSoft: string;
  warningLine: string;
  dangerSoft: string;
  dangerLine: string;
}

export const PALETTES: Record<Mode, Palette> = {
  light: {
    accent: "#14616a",
    accentText: "#0f545c",
    accentHover: "#14616a",
    accentSoft: "#e4eff0",
    page: "#f4f5f4",
    surface: "#ffffff",
    raised: "#ffffff",
    hover: "#f0f3f3",
    text: "#1c2426",
    muted: "#5a6668",
    line: "#e2e6e6",
    lineStrong: "#c6cece",
    success: "#1f7a43",
    warning: "#9a5b00",
    danger: "#b3261e",
    onDanger: "#ffffff",
    info: "#14616a",
    successSoft: "#eaf5ee",
    successLine: "#b7dcc6",
    warningSoft: "#fdf5e6",
    warningLine: "#ecd5a8",
    dangerSoft: "#fdefed",
    dangerLine: "#f2c8c4",
  },
  dark: {
    accent: "#25777f",
    accentText: "#7cc9d0",
    accentHover: "#a9dfe4",
    accentSoft: "#17363a",
    page: "#111617",
    surface: "#191f20",
    raised: "#21292a",
    hover: "#232b2d",
    text: "#e4eaea",
    muted: "#9caaac",
    line: "#2b3537",
    lineStrong: "#435053",
    success: "#63c286",
    warning: "#e3a84b",
    danger: "#f2837a",
    onDanger: "#2b0f0c",
    info: "#7cc9d0",
    successSoft: "#16281d",
    successLine: "#2b5a3d",
    warningSoft: "#2c2414",
    warningLine: "#5a4621",
    dangerSoft: "#321c1a",
    dangerLine: "#6a322d",
  },
};

export const FONT_FAMILY =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", ' +
  '"HarmonyOS Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif';

export const FONT_SIZE: Record<TextSize, number> = { normal: 14, large: 17 };
export const ROW_HEIGHT: Record<TextSize, number> = { normal: 32, large: 40 };
