import { expect, test } from "vitest";
import { childEnvironment } from "./childEnvironment.ts";

test("a child gets what it needs to find its way, and nothing that changes what runs", () => {
  const from = {
    PATH: "/bin",
    LC_ALL: "C",
    Path: "C:\\",
    NODE_OPTIONS: "--require ./evil.js",
    LD_PRELOAD: "evil.so",
    AWS_SECRET: "x",
    DATABASE_URL: "postgres://env",
  };
  expect(childEnvironment({ from, databaseUrl: null })).toEqual({
    PATH: "/bin",
    LC_ALL: "C",
    Path: "C:\\",
    DATABASE_URL: "postgres://env",
    ELECTRON_RUN_AS_NODE: "1",
  });
});

test("the database of the secret storage wins over the environment's", () => {
  const environment = childEnvironment({ from: { DATABASE_URL: "a" }, databaseUrl: "b", schema: "flows" });
  expect(environment).toMatchObject({ DATABASE_URL: "b", DB_SCHEMA: "flows" });
});

test("names that the user lets through come along, but for those that load code", () => {
  const from = { AWS_PROFILE: "dev", NODE_OPTIONS: "--inspect", LD_PRELOAD: "x", DYLD_INSERT_LIBRARIES: "x" };
  const passed = ["AWS_PROFILE", "NODE_OPTIONS", "ld_preload", "DYLD_INSERT_LIBRARIES"];
  expect(childEnvironment({ from, passed, databaseUrl: null })).toEqual({
    AWS_PROFILE: "dev",
    ELECTRON_RUN_AS_NODE: "1",
  });
});
