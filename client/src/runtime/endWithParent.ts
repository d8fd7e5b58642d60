import { isMainThread } from "node:worker_threads";

// Loaded before a runtime that the editor starts (`--import`): its stdin is a pipe from the editor, which closes when
// the editor ends in whatever way, also when nothing of it could run any more.
if (isMainThread) {
  process.stdin.once("close", () => process.kill(process.pid, "SIGTERM"));
  process.stdin.resume();
}
