import type { Config } from "../config/config.ts";
import { OrchexError } from "../dag/error.ts";
import type { Children } from "./children.ts";
import type { Told } from "./protocol.ts";

export type SettingsAnswer = { readonly config: Config } | { readonly error: Told };

/** Code in a configuration file that never ends must not keep an editor waiting for ever. */
const PATIENCE_MS = 20_000;

/** The settings in force now: a changed orchex.config is code, which a process that goes on would not load again. */
export async function readSettings(children: Children): Promise<Config> {
  const child = children.start("./settingsChild.js", [], ["pipe", "ignore", "ignore", "ipc"]);
  const answer = await new Promise<SettingsAnswer | undefined>((resolve, reject) => {
    const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    child.once("message", (message) => resolve(message as SettingsAnswer));
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(impatience);
      resolve(undefined);
    });
  });
  if (answer === undefined) {
    throw new OrchexError("config.unreadable", "The settings of this project could not be read", {
      remedy: "See what `orchex config` says in the project's folder.",
    });
  }
  if ("error" in answer) {
    const { code, message, remedy } = answer.error;
    throw new OrchexError(code, message, remedy === null ? {} : { remedy });
  }
  return answer.config;
}
