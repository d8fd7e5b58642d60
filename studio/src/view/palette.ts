/** The colours that the picture is made of; each is the CSS variable `--orchex-…` of its name (style/theme.css). */
export const PALETTE = [
  "background",
  "surface",
  "foreground",
  "muted",
  "border",
  "edge",
  "focus",
  "critical",
  "added",
  "changed",
  "removed",
  "error",
  "warning",
  "pending",
  "processing",
  "succeeded",
  "failed",
  "dead",
  "blocked",
  "skipped",
  "cancelled",
] as const;

export type Colour = (typeof PALETTE)[number];
export type Palette = Readonly<Record<Colour, string>>;
