import { createColors } from "picocolors";
import type { Colors } from "picocolors/types.js";
import { databaseOptions } from "../api/databaseOptions.ts";
import { databaseUrl } from "../api/databaseUrl.ts";
import { knownDag } from "../api/knownNames.ts";
import type { Config } from "../config/config.ts";
import { describeDatabase } from "../config/describeDatabase.ts";
import { resolveConfig } from "../config/resolveConfig.ts";
import { OrchexError } from "../dag/error.ts";
import type { DagDefinition } from "../declare/definition.ts";
import { absoluteAddress, parseDagAddress } from "../load/address.ts";
import { postgresLedger } from "../store/postgresLedger.ts";
import type { Ledger } from "../store/store.ts";
import type { Flags } from "./flags.ts";
import type { Interrupts } from "./interrupts.ts";
import { LOG_LEVELS, type LogLevel } from "./logger.ts";
import type { Output } from "./output.ts";
import { readChoice, wrongUsage } from "./readOptions.ts";

const CONNECTIONS = 2;

/** What a command has to work with. The database is reached, and code is loaded, only when a command asks for it. */
export class Session {
  readonly output: Output;
  /** For stdout. */
  readonly colors: Colors;
  readonly config: Config;
  readonly cwd = process.cwd();
  readonly interrupts: Interrupts;
  readonly logLevel: LogLevel;
  readonly #flags: Flags;
  #url: Promise<string> | undefined;
  #ledger: Promise<Ledger> | undefined;

  constructor(flags: Flags, config: Config, output: Output, interrupts: Interrupts) {
    this.#flags = flags;
    this.config = config;
    this.output = output;
    this.interrupts = interrupts;
    this.colors = createColors(output.colors.stdout);
    this.logLevel =
      flags.logLevel !== undefined
        ? readChoice("--log-level", flags.logLevel, LOG_LEVELS)
        : flags.verbose === undefined
          ? config.logLevel
          : "debug";
  }

  /** The URL of the database in use; says on stderr which it is, once. */
  readonly databaseUrl = (): Promise<string> => {
    this.#url ??= (async () => {
      const url = await databaseUrl(this.config);
      this.output.note(describeDatabase(this.config, url));
      return url;
    })();
    return this.#url;
  };

  /** The ledger, of this version's schema unless that is not to be checked. */
  readonly ledger = ({ check = true } = {}): Promise<Ledger> => {
    this.#ledger ??= (async () => {
      const options = databaseOptions(this.config, await this.databaseUrl(), "orchex cli");
      const ledger = postgresLedger(options, CONNECTIONS);
      try {
        if (check) await ledger.checkSchema();
      } catch (error) {
        await ledger.close();
        throw error;
      }
      return ledger;
    })();
    return this.#ledger;
  };

  /** What --dag says, else the configuration. */
  addresses(): readonly string[] {
    if (this.#flags.dag !== undefined) return this.#flags.dag;
    const { dag, settings, projectRoot } = this.config;
    if (dag === null) return [];
    const source = settings.find(({ name }) => name === "ORCHEX_DAG")?.source;
    // One in a file of the project means the same wherever in it a command is given.
    return [source === "environment" ? dag : absoluteAddress(projectRoot, dag)];
  }

  /** Neither an address nor a configured module leads to a DAG. */
  namesNoDag(): boolean {
    return this.addresses().length === 0 && this.config.modules.length === 0;
  }

  /** Throws unless there is a DAG to load. */
  requireDag(): void {
    if (this.namesNoDag()) throw noDag();
  }

  /** Loads the addressed DAGs, or those of the configured modules. */
  async dags(): Promise<readonly DagDefinition[]> {
    this.requireDag();
    const addresses = this.addresses();
    const { modules } = this.config;
    const { loadDags } = await import("../load/loadDags.ts");
    const { dags } = await loadDags({ addresses, modules, cwd: this.cwd, modulesFrom: this.config.projectRoot });
    return dags.map(({ dag }) => dag);
  }

  /** Loads the one DAG that is addressed. */
  async oneDag(): Promise<DagDefinition> {
    this.#oneAddress();
    const [dag, ...others] = await this.dags();
    if (dag === undefined) throw noDag();
    if (others.length === 0) return dag;
    const names = [dag, ...others].map(({ name }) => name).join(", ");
    throw wrongUsage(`There are several DAGs (${names})`, "Say which one with --dag.");
  }

  /** The name when a DAG is addressed by nothing else. */
  plainDagName(): string | null {
    const address = this.#oneAddress();
    if (address === undefined) return null;
    const parsed = parseDagAddress(address);
    return parsed.kind === "name" ? parsed.name : null;
  }

  /** The name of the addressed DAG; code is loaded only where an address tells no name. */
  async requiredDagName(): Promise<string> {
    return this.plainDagName() ?? (await this.oneDag()).name;
  }

  /** The same, of a DAG that the ledger must know. */
  async knownDagName(): Promise<string> {
    return await this.#known(await this.requiredDagName());
  }

  /** The DAG that a command which only looks is confined to; null with --all, or when none is given or configured. */
  async dagScope(flags: { readonly all?: true }): Promise<string | null> {
    this.#refuseBoth(flags);
    if (flags.all === true || this.#oneAddress() === undefined) return null;
    return await this.knownDagName();
  }

  /** The same for a command that changes something: every DAG is never meant by saying nothing. */
  async dagToChange(flags: { readonly all?: true; readonly run?: string }): Promise<string | null> {
    this.#refuseBoth(flags);
    if (flags.all === true) return null;
    // A run is of one DAG, which need not be the configured one.
    if (flags.run !== undefined) return await this.flaggedDagName();
    if (this.namesNoDag()) throw noDag("Give its name with --dag, set ORCHEX_DAG, or mean every DAG with --all.");
    return await this.knownDagName();
  }

  /** The same for a command that looks at every DAG unless --dag says otherwise. */
  async flaggedDagName(): Promise<string | null> {
    return this.#flags.dag === undefined ? null : await this.knownDagName();
  }

  async close(): Promise<void> {
    const ledger = await this.#ledger?.catch(() => undefined);
    await ledger?.close();
  }

  async #known(name: string): Promise<string> {
    await knownDag(await this.ledger(), name);
    return name;
  }

  #refuseBoth({ all }: { readonly all?: true }): void {
    if (all !== true || this.#flags.dag === undefined) return;
    throw wrongUsage("--dag says one DAG and --all says every DAG", "Give one of them.");
  }

  #oneAddress(): string | undefined {
    const [address, ...others] = this.addresses();
    if (others.length > 0) {
      throw wrongUsage("Only one --dag can be given here", "Give the command once for each DAG.");
    }
    return address;
  }
}

function noDag(remedy = "Provide --dag path/to/module.ts:exportName or set ORCHEX_DAG."): OrchexError {
  return new OrchexError("usage.no-dag", "No DAG is given", { remedy });
}

export async function openSession(flags: Flags, output: Output, interrupts: Interrupts): Promise<Session> {
  const config = await resolveConfig({ ...(flags.schema !== undefined && { schema: flags.schema }) });
  return new Session(flags, config, output, interrupts);
}
