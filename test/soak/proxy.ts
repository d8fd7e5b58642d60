import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { AnswerReader, type Answer } from "./answerReader.ts";

/** A network between one client and its database, which can be told to fail in the ways that networks do. */
export class Proxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #upstreamPort: () => number;

  private constructor(upstreamPort: () => number) {
    this.#upstreamPort = upstreamPort;
    this.#server = createServer((client) => this.#open(client));
  }

  static async start(upstreamPort: () => number): Promise<Proxy> {
    const proxy = new Proxy(upstreamPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Waits for a step that stores results or brings jobs, and when the database has answered, it neither lets the answer
   * through nor keeps the connection: who has committed does not know it. Null when none came in time.
   */
  async dropAnswer(withinMs: number): Promise<Answer | null> {
    return await new Promise((resolve) => {
      const trap: Trap = { caught: (answer) => settle(answer) };
      const timer = setTimeout(() => settle(null), withinMs);
      const settle = (answer: Answer | null) => {
        clearTimeout(timer);
        for (const link of this.#links) if (link.trap === trap) link.trap = undefined;
        this.#trap = undefined;
        resolve(answer);
      };
      this.#trap = trap;
      for (const link of this.#links) link.trap = trap;
    });
  }

  #trap: Trap | undefined;

  /** Every connection of this moment goes deaf: nothing comes through any more, and nobody closes it. Answers what was sent in vain. */
  swallow(): () => number {
    const deaf = [...this.#links];
    for (const link of deaf) link.deaf = true;
    return () => deaf.reduce((sum, { lost }) => sum + lost, 0);
  }

  /** Closes every connection. */
  cut(): void {
    for (const link of this.#links) link.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #open(client: Socket): void {
    const link = new Link(client, connect(this.#upstreamPort(), "127.0.0.1"), () => this.#links.delete(link));
    link.trap = this.#trap;
    this.#links.add(link);
  }
}

interface Trap {
  readonly caught: (answer: Answer) => void;
}

class Link {
  deaf = false;
  /** Bytes that were sent and never arrived. */
  lost = 0;
  trap: Trap | undefined;
  readonly #client: Socket;
  readonly #upstream: Socket;
  #reader: AnswerReader | undefined;

  constructor(client: Socket, upstream: Socket, onClose: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    client.setNoDelay(true).on("data", (chunk) => this.#fromClient(chunk));
    upstream.setNoDelay(true).on("data", (chunk) => this.#fromServer(chunk));
    for (const socket of [client, upstream]) {
      socket.on("error", () => {});
      socket.on("close", () => {
        this.destroy();
        onClose();
      });
    }
  }

  destroy(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #fromClient(chunk: Buffer): void {
    if (this.deaf) {
      this.lost += chunk.length;
      return;
    }
    // A client waits for its answer before it asks again: what the server says next is about this.
    if (this.trap !== undefined && isStep(chunk)) this.#reader ??= new AnswerReader(hasCompletions(chunk));
    this.#upstream.write(chunk);
  }

  #fromServer(chunk: Buffer): void {
    if (this.deaf) {
      this.lost += chunk.length;
      return;
    }
    if (this.#reader === undefined) {
      this.#client.write(chunk);
      return;
    }
    const answer = this.#reader.read(chunk);
    if (answer === null) return;
    this.#reader = undefined;
    if (this.trap !== undefined && answer.committed && (answer.rows > 0 || answer.completions)) {
      this.destroy();
      this.trap.caught(answer);
    } else this.#client.write(answer.bytes);
  }
}

/** Either the statement itself, or the name under which it was prepared. */
function isStep(chunk: Buffer): boolean {
  return chunk.includes(".step($1") || /\bstep\.[0-9a-f]{16}\0/.test(chunk.toString("latin1", 0, 200));
}

/** The only ids that a step sends are those of the runs whose jobs it completes. */
function hasCompletions(chunk: Buffer): boolean {
  return /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(chunk.toString("latin1"));
}
