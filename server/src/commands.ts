/**
 * Commands that the server runs through `workspace/executeCommand`. Each has one argument, `CommandTarget` with what the
 * command needs beside it, so that a client may ask the user for more before it passes the command on.
 */
export const serverCommands = ["orchex.enqueue", "orchex.snapshot", "orchex.activate", "orchex.retryDead"] as const;

export type ServerCommand = (typeof serverCommands)[number];

/** Commands of clients that can show more than a plain editor: a lens uses one only where the client says it has it. */
export type ClientCommand = "orchex.showGraph" | "orchex.showTask";

export interface CommandTarget {
  readonly dag: string;
  /** The URI of the file that declares the DAG. */
  readonly uri: string;
  readonly task?: string;
}
