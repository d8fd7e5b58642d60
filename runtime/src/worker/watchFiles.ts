import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";

const SETTLE_MS = 150;
const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/;

/**
 * Calls back once files beside the given ones have changed and then kept still for a moment. Folders are watched, not
 * files, since editors replace a file when they save it.
 */
export function watchFiles(files: readonly string[], onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    const watcher = watch(folder, { recursive: true }, (_event, file) => {
      if (file === null || !SOURCE.test(file) || /(?:^|[\\/])(?:node_modules|\.git)[\\/]/.test(file)) return;
      if (basename(file).startsWith(".")) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
    });
    watcher.on("error", () => {});
    watchers.set(folder, watcher);
  }
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
