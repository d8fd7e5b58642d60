/** The answer of a check of data from outside: the value in its proper form, or one sentence on what is wrong with it. */
export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string };
