// Writes docs/problems.md from the table of codes in the built runtime: npm run build && node scripts/problems-doc.mjs
import { writeFileSync } from "node:fs";
import { problemsMarkdown } from "../runtime/dist/dag/index.js";

writeFileSync(new URL("../docs/problems.md", import.meta.url), problemsMarkdown());
