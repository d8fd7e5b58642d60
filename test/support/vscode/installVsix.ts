import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installEditor } from "./installEditor.ts";
import type { ProfileName } from "./profiles.ts";

/** Installs a packed extension as the editor does it, into a folder of extensions of its own, and answers that folder. */
export function installVsix(vsix: string, folder: string, profile: ProfileName = "current"): string {
  const { node, entry } = installEditor(profile);
  const extensions = join(folder, "extensions");
  const data = join(folder, "data");
  execFileSync(node, [entry, "--extensions-dir", extensions, "--user-data-dir", data, "--install-extension", vsix], {
    env: { PATH: process.env["PATH"], HOME: folder, EXTENSIONS_GALLERY: "{}" },
    stdio: "pipe",
  });
  return extensions;
}
