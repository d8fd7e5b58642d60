import type { TypeAnswer, TypedDag } from "./question.ts";

/** What the worker of the type tier is started with. */
export interface TypeWorkerData {
  /** The number of the latest question. One that is not the latest is given up. */
  readonly latest: SharedArrayBuffer;
  readonly compiler: CompilerModules | null;
}

/** Where a bundle has what is otherwise found with ts-morph: absolute paths of CommonJS modules. */
export interface CompilerModules {
  /** The TypeScript of ts-morph. */
  readonly typescript: string;
  /** `@ts-morph/common`, of which only `getLibFiles` is used. */
  readonly common: string;
}

export type ToTypeWorker =
  | { readonly kind: "update"; readonly files: readonly (readonly [file: string, text: string | null])[] }
  | { readonly kind: "ask"; readonly id: number; readonly dags: readonly TypedDag[] };

/** Null: it was given up. */
export interface FromTypeWorker {
  readonly id: number;
  readonly answer: TypeAnswer | null;
}
