import { expect, test } from "vitest";
import { initdbArguments } from "./initdbArguments.ts";

test("only versions that know the builtin locale provider are asked for it", () => {
  const common = { dataDir: "/data", user: "tester", passwordFile: "/password" };
  expect(initdbArguments({ ...common, major: 18 })).toContain("--locale-provider=builtin");
  expect(initdbArguments({ ...common, major: 13, durable: false })).toEqual([
    "--pgdata=/data",
    "--username=tester",
    "--pwfile=/password",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ]);
});
