import type { App } from "../app.ts";
import type { About } from "../views/node.ts";

/** A command: what it is about comes from the item it was given on, and is asked for where that says nothing. */
export type Command = (app: App, about: About) => Promise<void>;
