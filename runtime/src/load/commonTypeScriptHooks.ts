import type { LoadHook } from "node:module";

/** Before the module's own text, which is never run then: Node only reads from it what the module exports. */
const AGAIN = `{
  const load = require("node:module").createRequire(__filename);
  delete load.cache[__filename];
  module.exports = load(__filename);
}
return;
`;

/**
 * Has the CommonJS loader load `.cts` files that are imported. A CommonJS module whose source comes from a hook, as tsx
 * gives it, gets a `require` from Node that can require no ES module that imports others: not this package.
 */
export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  const { format, source } = loaded;
  if (format !== "commonjs" || source === undefined || source === null || !/^file:.*\.cts$/.test(url)) return loaded;
  return { ...loaded, source: AGAIN + (typeof source === "string" ? source : new TextDecoder().decode(source)) };
};
