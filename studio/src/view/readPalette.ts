import { PALETTE, type Colour, type Palette } from "./palette.ts";

/** The colours of the reader's theme as plain values, for a document that leaves the page. */
export function readPalette(): Palette {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colourOf = (name: Colour): [Colour, string] => {
    probe.style.color = `var(--orchex-${name})`;
    return [name, getComputedStyle(probe).color];
  };
  const palette = Object.fromEntries(PALETTE.map(colourOf)) as Record<Colour, string>;
  probe.remove();
  return palette;
}
