import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Drives a language server over stdio as an editor does that asks for diagnostics (pull). */
export class Client {
  #child;
  #pending = new Map();
  #next = 0;
  #buffer = Buffer.alloc(0);
  #folder;
  peakKb = 0;

  get pid() {
    return this.#child.pid;
  }

  #watch;

  constructor(command, folder, env) {
    this.#folder = folder;
    this.#child = spawn(command[0], command.slice(1), {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#child.stdout.on("data", (data) => this.#read(data));
    this.#child.stdin.on("error", () => undefined);
    this.#watch = setInterval(() => this.#weigh(), 100);
  }

  async initialize() {
    const uri = pathToFileURL(this.#folder).href;
    await this.request("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "bench" }],
      capabilities: {
        textDocument: { diagnostic: { relatedDocumentSupport: false }, completion: { contextSupport: true } },
        workspace: { workspaceFolders: true },
      },
      // Its thread is started by whoever rests long enough, which says nothing about an answer.
      initializationOptions: { settings: { types: { enabled: false } } },
    });
    this.notify("initialized", {});
  }

  request(method, params) {
    const id = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, method });
      this.#send({ id, method, params });
    });
  }

  /** The list of a document, asked again for as long as the server says that it would be another one by now. */
  async diagnostics(uri) {
    for (;;) {
      try {
        return (await this.request("textDocument/diagnostic", { textDocument: { uri } })).items ?? [];
      } catch (error) {
        if (![-32800, -32801, -32802].includes(error.code)) throw error;
      }
    }
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  async stop() {
    this.#weigh();
    clearInterval(this.#watch);
    await this.request("shutdown").catch(() => undefined);
    this.notify("exit");
    await new Promise((resolve) => {
      const timer = setTimeout(() => this.#child.kill("SIGKILL"), 2000);
      this.#child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #read(data) {
    this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.#buffer.toString("latin1", 0, end))[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString("utf8", end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#receive(message);
    }
  }

  #receive(message) {
    if (message.method !== undefined) {
      if (message.id === undefined) return;
      const result = message.method === "workspace/configuration" ? message.params.items.map(() => null) : null;
      this.#send({ id: message.id, result });
      return;
    }
    const waiting = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result);
    else waiting?.reject(Object.assign(new Error(`${waiting.method}: ${message.error.message}`), message.error));
  }

  /** The most memory that the server and its children ever had, summed. */
  #weigh() {
    const parents = new Map();
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      } catch {
        // It has ended meanwhile.
      }
    }
    const tree = new Set([this.#child.pid]);
    for (const [pid, parent] of [...parents].sort(([a], [b]) => a - b)) if (tree.has(parent)) tree.add(pid);
    let sum = 0;
    for (const pid of tree) {
      try {
        sum += Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
      } catch {
        // The same.
      }
    }
    this.peakKb = Math.max(this.peakKb, sum);
  }
}
