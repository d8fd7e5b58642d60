import { expect, test } from "vitest";
import { parsePostmaster } from "./postmaster.ts";

const lines = ["4040", "/data", "1795248410", "54991", "", "localhost", "  2154509        17", "ready   ", ""];

test("a server's file tells its process, its port and whether it takes connections", () => {
  expect(parsePostmaster(lines.join("\n"))).toEqual({ pid: 4040, port: 54_991, ready: true });
  expect(parsePostmaster(lines.join("\n").replace("ready   ", "stopping"))).toMatchObject({ ready: false });
});

test("a file that is being written, or a single-user server's, is no server to connect to", () => {
  expect(parsePostmaster("")).toBeUndefined();
  expect(parsePostmaster("4040\n/data\n")).toEqual({ pid: 4040, port: 0, ready: false });
  expect(parsePostmaster("-4040\n/data\n1795248410\n")).toEqual({ pid: 4040, port: 0, ready: false });
});
