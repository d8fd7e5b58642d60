import { dirname, join } from "node:path";
import { installEditor } from "./installEditor.ts";

/** The path of a file of an extension that VS Code itself brings. */
export function builtinExtension(path: string): string {
  return join(dirname(dirname(dirname(installEditor("current").entry))), "lib", "vscode", "extensions", path);
}
