import * as vscode from "vscode";
import type { LinkStatus } from "orchex-language-server/protocol";
import type { Changed, Topic } from "orchex/protocol";
import type { Link } from "../link.ts";
import { newProject, withNews, type ProjectState } from "./project.ts";

const TOPICS: readonly Topic[] = ["dags", "runs", "queue", "dead", "workers"];

/** How many dead jobs the view lists; all are counted. */
const MOST_DEAD = 200;

/** What the ledgers of the open folders hold, as the link tells it. Nothing here asks again and again. */
export class Ledgers implements vscode.Disposable {
  readonly #link: Link;
  readonly #log: vscode.LogOutputChannel;
  readonly #projects = new Map<string, ProjectState>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(link: Link, log: vscode.LogOutputChannel) {
    this.#link = link;
    this.#log = log;
    this.#subscriptions = [
      link.onStatus((status) => this.#statusChanged(status)),
      link.onChanged(({ folder, changed }) => this.#newsCame(folder, changed)),
      link.onReset(() => void this.follow()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.follow()),
    ];
  }

  /** In the order of the workspace's folders. */
  get projects(): readonly ProjectState[] {
    return [...this.#projects.values()];
  }

  project(folder: string): ProjectState | null {
    return this.#projects.get(folder) ?? null;
  }

  /** Watches the folders that are open now, and forgets those that were closed. */
  async follow(): Promise<void> {
    const folders = this.#link.isWanted
      ? (vscode.workspace.workspaceFolders ?? [])
          .filter(({ uri }) => uri.scheme === "file")
          .map(({ uri }) => uri.fsPath)
      : [];
    const before = new Map(this.#projects);
    this.#projects.clear();
    for (const folder of folders) this.#projects.set(folder, before.get(folder) ?? newProject(folder));
    this.#changed.fire();
    if (folders.length === 0) return;
    try {
      for (const status of await this.#link.links()) this.#statusChanged(status);
    } catch (error) {
      // There is no server: its successor brings it back here.
      this.#log.debug("The links are not known", error instanceof Error ? error.message : String(error));
    }
    await Promise.all(folders.map((folder) => this.#watch(folder)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #watch(folder: string): Promise<void> {
    try {
      await this.#link.watch(folder, TOPICS);
    } catch (error) {
      // It is told by the status, and watched again when the link is back.
      this.#log.debug(`${folder} is not watched`, error instanceof Error ? error.message : String(error));
    }
  }

  async #watchAnew(folder: string): Promise<void> {
    await this.#link.unwatch(folder, TOPICS).catch(() => {});
    await this.#watch(folder);
  }

  #statusChanged(link: LinkStatus): void {
    const project = this.#projects.get(link.folder);
    if (project === undefined) return;
    // Another database, or none: what was known is not so any more.
    const isOther = project.link?.state === "ready" && databaseOf(project.link) !== databaseOf(link);
    const known = link.state === "ready" && !isOther ? project : newProject(link.folder);
    this.#projects.set(link.folder, { ...known, link });
    this.#changed.fire();
    // What was thrown away then is told again to whoever begins to watch.
    const isBack = project.link?.state === "noDatabase" || isOther;
    if (isBack && link.state === "ready") void this.#watchAnew(link.folder);
  }

  #newsCame(folder: string, news: Changed): void {
    const project = this.#projects.get(folder);
    if (project === undefined) return;
    const after = withNews(project, news);
    if (after === project) return;
    this.#projects.set(folder, after);
    this.#changed.fire();
    if (news.topic === "dead") void this.#readDead(folder);
  }

  async #readDead(folder: string): Promise<void> {
    try {
      const { jobs } = await this.#link.ask(folder, "deadJobs", { limit: MOST_DEAD });
      const project = this.#projects.get(folder);
      if (project === undefined) return;
      this.#projects.set(folder, { ...project, dead: jobs });
      this.#changed.fire();
    } catch (error) {
      this.#log.debug("The dead jobs were not read", error instanceof Error ? error.message : String(error));
    }
  }
}

function databaseOf({ text, serve }: LinkStatus): string {
  return JSON.stringify([text, serve?.database.schema]);
}
