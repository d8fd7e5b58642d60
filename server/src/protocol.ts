/** What the language server and its clients say to each other beyond LSP. */

/** `initializationOptions`: everything may be absent, and whatever has another type counts as absent. */
export interface ClientOptions {
  /**
   * Asks for the live link, which starts a process of the workspace's own `orchex`. Only a client that knows the
   * workspace to be trusted may ask. Default: false.
   */
  readonly live?: boolean;
  /** Commands that the client runs itself when a lens is clicked: "orchex.showGraph", "orchex.showTask". Default: none. */
  readonly commands?: readonly string[];
  /** Settings as in the section `orchex`, for clients that have no `workspace/configuration`. */
  readonly settings?: unknown;
}
