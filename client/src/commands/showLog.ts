import type { Command } from "./command.ts";

/** Shows what the extension and the language server have written. */
export const showLog: Command = (app) => {
  app.log.show();
  return Promise.resolve();
};
