import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";

type Feature = Parameters<LanguageClient["registerFeature"]>[0];

/**
 * The language client, without the server's commands: our own have the same names, ask the user for what is missing,
 * and pass on the rest. Registered twice, no command would work.
 */
export class OrchexClient extends LanguageClient {
  override registerFeature(feature: Feature): void {
    const isCommands =
      "registrationType" in feature && feature.registrationType.method === ExecuteCommandRequest.method;
    if (!isCommands) super.registerFeature(feature);
  }
}
