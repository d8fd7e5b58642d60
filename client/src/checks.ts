import * as vscode from "vscode";
import type { LanguageServer } from "./languageServer.ts";
import type { DeclaredDag, Sources } from "./sources.ts";

/** The DAGs as tests: each passes while nothing is wrong with it that would keep it from being stored. */
export class Checks implements vscode.Disposable {
  readonly controller: vscode.TestController;
  readonly #server: LanguageServer;
  readonly #sources: Sources;
  readonly #subscription: vscode.Disposable;

  constructor(server: LanguageServer, sources: Sources) {
    this.#server = server;
    this.#sources = sources;
    const { t } = vscode.l10n;
    this.controller = vscode.tests.createTestController("orchex.checks", t("Orchex DAGs"));
    this.controller.resolveHandler = async () => {
      await this.#server.start();
    };
    this.controller.createRunProfile(t("Check"), vscode.TestRunProfileKind.Run, (request) => this.#run(request), true);
    this.#subscription = sources.onDidChange(() => this.#show());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.controller.dispose();
  }

  #show(): void {
    const items = this.#sources.dags.map((dag) => {
      const id = idOf(dag);
      const item =
        this.controller.items.get(id) ?? this.controller.createTestItem(id, dag.name, vscode.Uri.parse(dag.uri));
      item.range = rangeOf(dag.range);
      item.description = vscode.workspace.asRelativePath(vscode.Uri.parse(dag.uri));
      return item;
    });
    this.controller.items.replace(items);
  }

  async #run(request: vscode.TestRunRequest): Promise<void> {
    await this.#server.running();
    const run = this.controller.createTestRun(request);
    const all = new Map(this.#sources.dags.map((dag) => [idOf(dag), dag]));
    const wanted = request.include ?? [...this.controller.items].map(([, item]) => item);
    const excluded = new Set(request.exclude?.map(({ id }) => id));
    for (const item of wanted) {
      const dag = all.get(item.id);
      if (dag === undefined || excluded.has(item.id)) {
        run.skipped(item);
        continue;
      }
      run.started(item);
      const messages = dag.problems.filter(({ severity }) => severity === "error").map(messageOf);
      if (messages.length === 0) run.passed(item);
      else run.failed(item, messages);
    }
    run.end();
  }
}

function idOf({ folder, uri, name }: DeclaredDag): string {
  return `${folder}\n${uri}\n${name}`;
}

function messageOf({ message, code, location }: DeclaredDag["problems"][number]): vscode.TestMessage {
  const told = new vscode.TestMessage(`${message} (${code})`);
  if (location !== null) told.location = new vscode.Location(vscode.Uri.file(location.file), rangeOf(location));
  return told;
}

function rangeOf({ start, end }: DeclaredDag["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
