import { useEffect, useState } from "react";
import type { Palette } from "./palette.ts";
import { readPalette } from "./readPalette.ts";

/** The colours of the reader's theme, anew when it changes: the editor then rewrites the attributes of the page. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const read = () => setPalette((before) => (same(before, readPalette()) ? before : readPalette()));
    const changes = new MutationObserver(read);
    for (const element of [document.documentElement, document.body]) {
      changes.observe(element, { attributes: true, attributeFilter: ["class", "style"] });
    }
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", read);
    return () => {
      changes.disconnect();
      scheme.removeEventListener("change", read);
    };
  }, []);
  return palette;
}

function same(a: Palette, b: Palette): boolean {
  return (Object.keys(a) as (keyof Palette)[]).every((colour) => a[colour] === b[colour]);
}
