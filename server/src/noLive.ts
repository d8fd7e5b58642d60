import { noFacts, type Live } from "./live.ts";

const refuse = () => Promise.reject(new Error("This editor is not connected to a database."));

/** The link of a server that has none: no facts, and every action is refused with a sentence that says so. */
export const noLive: Live = {
  facts: noFacts,
  actions: { snapshot: refuse, activate: refuse, enqueue: refuse, retry: refuse, cancel: refuse },
  onChange: () => ({ dispose: () => undefined }),
  follow: () => undefined,
  filesChanged: () => undefined,
  dispose: () => Promise.resolve(),
};
