import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const MINUTE_MS = 60_000;

/** A Postgres for the whole project, made when it begins. */
const globalSetup = ["test/support/globalPostgres.ts"];

/**
 * Unit tests stand beside their source and read sources; everything in test/ uses the built packages, as users do. One
 * project after the other, the quick ones first: most of these wait more than they work, so that two files at once do
 * well on two processors, and those that have processes to keep alive run alone.
 */
const projects: TestProjectInlineConfiguration[] = [
  {
    ssr: { resolve: { conditions: ["orchex/source"] } },
    test: {
      name: "unit",
      include: ["runtime", "analysis", "server", "client", "studio"].map((folder) => `${folder}/src/**/*.test.ts`),
      // Properties are tried hundreds of times, on machines that may have much else to do.
      testTimeout: MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], testTimeout: 10 * MINUTE_MS, maxWorkers: 1 },
  },
  {
    test: {
      name: "postgres",
      include: ["test/postgres/**/*.test.ts"],
      globalSetup,
      testTimeout: MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: {
      name: "model",
      include: ["model", "interleavings", "mutants"].map((folder) => `test/${folder}/**/*.test.ts`),
      globalSetup,
      testTimeout: 4 * MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: {
      name: "cli",
      include: ["test/cli/**/*.test.ts"],
      testTimeout: 2 * MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: {
      name: "bad-input",
      include: ["test/bad-input/**/*.test.ts"],
      globalSetup,
      // The built command line runs inside the test, with the loaders of Node as for users.
      server: { deps: { external: [/\/runtime\/dist\//] } },
      testTimeout: MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: {
      name: "lsp",
      include: ["test/lsp/**/*.test.ts"],
      // Modules are loaded inside a test, with the loaders of Node as for users.
      server: { deps: { external: [/\/runtime\/dist\//] } },
      testTimeout: 4 * MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 2,
    },
  },
  {
    test: {
      name: "studio",
      include: ["test/studio/**/*.test.ts"],
      testTimeout: MINUTE_MS,
      hookTimeout: 5 * MINUTE_MS,
      maxWorkers: 1,
    },
  },
  {
    test: {
      name: "package",
      include: ["test/package/**/*.test.ts"],
      testTimeout: 5 * MINUTE_MS,
      hookTimeout: 5 * MINUTE_MS,
      maxWorkers: 1,
    },
  },
  {
    test: {
      name: "chaos",
      include: ["test/chaos/**/*.test.ts"],
      globalSetup,
      testTimeout: 5 * MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 1,
    },
  },
  {
    test: {
      name: "soak",
      include: ["test/soak/**/*.test.ts"],
      globalSetup,
      testTimeout: 7 * MINUTE_MS,
      hookTimeout: 2 * MINUTE_MS,
      maxWorkers: 1,
    },
  },
  {
    test: {
      // Each file starts an editor, a browser and a database.
      name: "extension",
      include: ["test/extension/**/*.test.ts"],
      testTimeout: 5 * MINUTE_MS,
      hookTimeout: 5 * MINUTE_MS,
      maxWorkers: 1,
    },
  },
];

/** CI asks again before it refuses a change: much here waits for other processes on a machine that does much at once. */
const retry = process.env["CI"] === undefined ? 0 : 2;

export default defineConfig({
  test: {
    projects: projects.map((project, groupOrder) => ({
      ...project,
      test: { ...project.test, retry, sequence: { groupOrder } },
    })),
  },
});
