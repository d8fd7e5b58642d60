import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { moduleFiles, asGlob } from "./moduleFiles.ts";

test("paths come as they are given, globs sorted, in a folder of whatever name", async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchex-[modules] (1)-")));
  try {
    await mkdir(join(root, "src"));
    for (const name of ["b.ts", "a.ts", "types.d.ts"]) await writeFile(join(root, "src", name), "");
    expect(await moduleFiles(["src/b.ts", "src/*.ts", "absent.ts"], root)).toEqual(
      ["src/b.ts", "absent.ts", "src/a.ts"].map((name) => join(root, name)),
    );
  } finally {
    await rm(root, { recursive: true });
  }
});

test("a backslash parts folders on Windows, and nowhere else", () => {
  expect(asGlob("src\\**\\*.ts", "\\")).toBe("src/**/*.ts");
  expect(asGlob("src/\\[id\\].ts", "/")).toBe("src/\\[id\\].ts");
});
