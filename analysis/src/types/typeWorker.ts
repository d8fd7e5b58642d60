import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { loadTypeScript, type TypeScript } from "../source/typescript.ts";
import { libFilesOf, loadLibFiles } from "./libFiles.ts";
import type { TypeAnswer, TypedDag } from "./question.ts";
import { TypeAnalyzer } from "./typeAnalyzer.ts";
import type { FromTypeWorker, ToTypeWorker, TypeWorkerData } from "./typeMessages.ts";

/** The thread of the type tier. An error ends it: the other side starts a new one and hands everything in again. */
class GivenUp extends Error {}

const { latest, compiler } = workerData as TypeWorkerData;
const current = new Int32Array(latest);
const require = createRequire(import.meta.url);
const analyzer =
  compiler === null
    ? new TypeAnalyzer(loadTypeScript(), loadLibFiles())
    : new TypeAnalyzer(require(compiler.typescript) as TypeScript, libFilesOf(require(compiler.common)));

parentPort?.on("message", (message: ToTypeWorker) => {
  if (message.kind === "update") analyzer.update(message.files);
  else parentPort?.postMessage({ id: message.id, answer: answer(message.id, message.dags) } satisfies FromTypeWorker);
});

function answer(id: number, dags: readonly TypedDag[]): TypeAnswer | null {
  try {
    return analyzer.answer(dags, () => {
      if (Atomics.load(current, 0) !== id) throw new GivenUp();
    });
  } catch (error) {
    if (error instanceof GivenUp) return null;
    throw error;
  }
}
