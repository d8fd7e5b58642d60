import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Exports } from "../../../client/src/extension.ts";

export const EXTENSION = "orchex.orchex-vscode";

/** What the extension under test hands to its tests. */
export async function activated(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>(EXTENSION);
  assert.ok(extension, `${EXTENSION} is installed`);
  const exports = await extension.activate();
  assert.ok(exports, "the extension runs for tests");
  return exports;
}
