import { expect, test } from "vitest";
import { childEnvironment } from "./childEnvironment.ts";

const EVIL = {
  NODE_OPTIONS: "--require ./evil.js",
  LD_PRELOAD: "evil.so",
  DYLD_INSERT_LIBRARIES: "x",
  VSCODE_IPC: "x",
};

test("a process gets what it needs to find its way, and nothing that changes what runs", () => {
  const kept = { PATH: "/bin", LC_ALL: "C", DATABASE_URL: "postgres://env", ORCHEX_HOME: "/data", Path: "C:\\" };
  const environment = childEnvironment({ ...kept, ...EVIL, AWS_SECRET: "x" }, []);
  expect(environment).toEqual({ ...kept, ELECTRON_RUN_AS_NODE: "1" });
});

test("what the user lets through comes along, but for what loads code", () => {
  const environment = childEnvironment({ ...EVIL, AWS_PROFILE: "dev" }, [
    "aws_profile",
    ...Object.keys(EVIL),
    "ld_preload",
  ]);
  expect(environment).toEqual({ AWS_PROFILE: "dev", ELECTRON_RUN_AS_NODE: "1" });
});
