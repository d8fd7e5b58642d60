// Writes l10n/bundle.l10n.json: every sentence that the extension and its graph say, as translators get it. `--check`
// only compares, and also finds sentences in client/ that are said without asking for a translation.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { ts } = createRequire(join(root, "analysis/package.json"))("ts-morph");
const target = join(root, "l10n/bundle.l10n.json");

/** What these say is code, or the same in every language. */
const NOT_PROSE = new Set(["newProject.ts", "snapshotText.ts", "graphHtml.ts"]);
/** Two words. */
const PROSE = /\p{L}{2,} \p{L}{2,}/u;

/** The texts that ask for a translation, and the places that say something without. */
export function sentences() {
  const texts = new Set();
  const untranslated = [];
  for (const folder of ["client/src", "studio/src"]) {
    for (const path of readdirSync(join(root, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(path) || /\.test\.tsx?$|\.test-support\./.test(path)) continue;
      const file = join(folder, path);
      const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ESNext, true);
      visit(source, (node) => {
        if (ts.isCallExpression(node) && isTranslation(node)) {
          const [text] = node.arguments;
          if (text !== undefined && ts.isStringLiteralLike(text)) texts.add(text.text);
        }
        if (folder !== "client/src" || NOT_PROSE.has(path.split("/").at(-1))) return;
        if (isText(node) && PROSE.test(node.text) && !isAllowed(node)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          untranslated.push(`${file}:${line + 1} ${node.text.trim()}`);
        }
      });
    }
  }
  return { texts: [...texts].sort((a, b) => (a < b ? -1 : 1)), untranslated };
}

function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** `vscode.l10n.t(…)`, or `t(…)` where it was taken from there. */
function isTranslation({ expression }) {
  if (ts.isIdentifier(expression)) return expression.text === "t";
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "t";
}

function isText(node) {
  return (
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
  );
}

/** Inside of a translation, of a line of the log, or a name. */
function isAllowed(node) {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isImportDeclaration(at) || ts.isLiteralTypeNode(at)) return true;
    if (!ts.isCallExpression(at)) continue;
    if (isTranslation(at)) return true;
    if (ts.isPropertyAccessExpression(at.expression) && at.expression.expression.getText().endsWith("log")) return true;
  }
  return false;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { texts, untranslated } = sentences();
  const bundle = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(target, bundle);
  else {
    for (const line of untranslated) console.error(`Not translated: ${line}`);
    const isCurrent = readFileSync(target, "utf8") === bundle;
    if (!isCurrent) console.error("l10n/bundle.l10n.json is out of step: run `npm run l10n`.");
    if (untranslated.length > 0 || !isCurrent) process.exitCode = 1;
  }
}
