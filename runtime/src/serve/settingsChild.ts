import { toldError } from "../cli/errorLine.ts";
import { resolveConfig } from "../config/resolveConfig.ts";
import type { SettingsAnswer } from "./readSettings.ts";
import { endWithParent } from "./endWithParent.ts";

/** Finds the settings, which may be code of the user's, and hands them over by a channel that nobody else reads. */
async function answer(): Promise<SettingsAnswer> {
  try {
    return { config: await resolveConfig() };
  } catch (error) {
    return { error: toldError(error) };
  }
}

endWithParent();
process.send?.(await answer(), () => process.exit(0));
