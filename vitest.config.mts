import { defineConfig } from "vitest/config";

/** Unit tests stand beside their source and read sources; everything in test/ uses the built packages, as users do. */
export default defineConfig({
  test: {
    reporters: process.env["CI"] === undefined ? ["default"] : ["default"],
    projects: [
      {
        ssr: { resolve: { conditions: ["orchex/source"] } },
        test: {
          name: "unit",
          include: [
            "runtime/src/**/*.test.ts",
            "analysis/src/**/*.test.ts",
            "server/src/**/*.test.ts",
            "client/src/**/*.test.ts",
            "studio/src/**/*.test.ts",
          ],
        },
      },
      {
        test: {
          name: "postgres",
          include: ["test/postgres/**/*.test.ts"],
          globalSetup: ["test/support/globalPostgres.ts"],
          // These tests wait more than they work: also on two processors two files at once, and no other project's.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "model",
          include: ["test/model/**/*.test.ts", "test/interleavings/**/*.test.ts", "test/mutants/**/*.test.ts"],
          globalSetup: ["test/support/globalPostgres.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "bad-input",
          include: ["test/bad-input/**/*.test.ts"],
          globalSetup: ["test/support/globalPostgres.ts"],
          // The built command line runs inside the test, with the loaders of Node as for users.
          server: { deps: { external: [/\/runtime\/dist\//] } },
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], testTimeout: 600_000 },
      },
      {
        test: { name: "lsp", include: ["test/lsp/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: { name: "studio", include: ["test/studio/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 300_000 },
      },
      {
        test: {
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          globalSetup: ["test/support/globalPostgres.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "soak",
          include: ["test/soak/**/*.test.ts"],
          globalSetup: ["test/support/globalPostgres.ts"],
          // Half a dozen processes that have to keep their leases: beside nothing else.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 400_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "extension",
          include: ["test/extension/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each of them starts an editor, a browser and a database.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
