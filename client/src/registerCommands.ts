import * as vscode from "vscode";
import type { App } from "./app.ts";
import { assertTrusted } from "./assertTrusted.ts";
import { commandTable } from "./commandTable.ts";
import { enqueueInputs } from "./commands/enqueueInputs.ts";
import { subjectOf } from "./commands/subject.ts";
import { showFailure } from "./failure.ts";

/** What only looks at source, or at what is on the screen. */
const WITHOUT_TRUST = new Set(["openCode", "showGraph", "showTask", "restartServer", "showLog", "getStarted"]);

/** Registers every command. A failure is shown, with what helps, by this one wrapper. */
export function registerCommands(app: App): vscode.Disposable {
  const register = (name: string, run: (argument: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(`orchex.${name}`, async (argument: unknown) => {
      try {
        if (!WITHOUT_TRUST.has(name)) assertTrusted();
        await run(argument);
      } catch (error) {
        // Not awaited: the notice stays until it is read.
        void showFailure({ what: titleOf(app, name), error, argument }, app.log);
      }
    });
  return vscode.Disposable.from(
    ...Object.entries(commandTable).map(([name, command]) =>
      register(name, (argument) => command(app, subjectOf(app, argument))),
    ),
    register("enqueueInputs", (argument) => enqueueInputs(app, argument instanceof vscode.Uri ? argument : undefined)),
  );
}

/** What the palette calls a command, without the dots that promise a question. */
function titleOf({ extension }: App, name: string): string {
  const { contributes } = extension.extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
  };
  const title = contributes.commands.find(({ command }) => command === `orchex.${name}`)?.title ?? "Orchex";
  return title.replace(/…$/, "");
}
