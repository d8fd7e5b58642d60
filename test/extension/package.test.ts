import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { installVsix } from "../support/vscode/installVsix.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/package-extension.mjs");
const { folder, remove } = scratchFolder("package");
const { home, remove: removeHome } = embeddedHome();

/** Packs the extension, installs it as the editor does, and answers both places. */
function packed(name: string, ...target: readonly string[]): { readonly vsix: string; readonly installed: string } {
  const vsix = join(folder, `${name}.vsix`);
  execFileSync(process.execPath, [SCRIPT, ...target, "--out", vsix], { stdio: "pipe" });
  const extensions = installVsix(vsix, join(folder, name));
  const [installed = ""] = readdirSync(extensions).filter((entry) => entry.startsWith("orchex."));
  return { vsix, installed: join(extensions, installed) };
}

let universal: ReturnType<typeof packed>;
let platform: ReturnType<typeof packed>;

beforeAll(() => {
  universal = packed("universal");
  platform = packed("linux-x64", "--target", "linux-x64");
});
afterAll(() => {
  removeHome();
  remove();
});

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(root.length + 1)
        .split(sep)
        .join("/"),
    );
}

/** A list that stays the same while code changes, and while Postgres has other time zones. */
function listed(files: readonly string[]): readonly string[] {
  const lines = files.map((file) =>
    file
      .replace(/\/chunk-[A-Z0-9]+\.js$/, "/chunk-*.js")
      .replace(/(\/native\/share\/postgresql\/[^/]+)\/.*$/, "$1/**")
      .replace(/(\/native\/lib\/postgresql)\/.*$/, "$1/**"),
  );
  return [...new Set(lines)].sort();
}

test("the package for every platform holds what is listed, below 6 MB", () => {
  expect(listed(filesOf(universal.installed))).toMatchSnapshot();
  expect(statSync(universal.vsix).size).toBeLessThan(6_000_000);
});

test("nothing in it is native", () => {
  const native = filesOf(universal.installed).filter((file) => {
    const start = Buffer.alloc(4);
    const opened = openSync(join(universal.installed, file), "r");
    readSync(opened, start, 0, 4, 0);
    closeSync(opened);
    // ELF, Mach-O in its three spellings, and Windows' MZ.
    return /^(7f454c46|feedface|feedfacf|cffaedfe|cefaedfe|cafebabe|4d5a....)$/.test(start.toString("hex"));
  });
  expect(native).toEqual([]);
});

test("the package for a platform holds Postgres besides, and nothing else", () => {
  const more = new Set(listed(filesOf(universal.installed)));
  expect(listed(filesOf(platform.installed)).filter((file) => !more.has(file))).toMatchSnapshot();
});

test("its runtime runs TypeScript in an empty folder, where nothing is installed", () => {
  const project = join(folder, "empty");
  mkdirSync(project);
  writeFileSync(
    join(project, "flow.ts"),
    `import { dag, task, type Inputs } from "orchex";
import { half } from "./half.js";
@dag("flow")
export class Flow {
  @task() async one(inputs: { n: number }) { return { n: inputs.n }; }
  @task({ requires: ["one"] }) async two({ one }: Inputs<Flow, "one">) { return half(one.n); }
}
`,
  );
  writeFileSync(join(project, "half.ts"), "export const half = (n: number): number => n / 2;\n");
  const cli = join(platform.installed, "dist-extension/runtime/dist/cli/main.js");
  const env = { PATH: process.env["PATH"], ORCHEX_HOME: home };
  const orchex = (...argv: readonly string[]): unknown => {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const out = execFileSync(process.execPath, [cli, ...argv, "--json"], { cwd: project, env, stdio: [...stdio] });
    return JSON.parse(out.toString().trim().split("\n").at(-1) ?? "");
  };
  orchex("init-db", "--dag=flow.ts:Flow");
  expect(orchex("check")).toMatchObject({ problems: [], dags: [{ name: "flow" }] });
  orchex("snapshot", "--activate", "--dag=flow.ts:Flow");
  const { runId } = orchex("enqueue", "--dag=flow", "--inputs", '{ "n": 42 }') as { runId: string };
  orchex("worker", "--drain", "--dag=flow.ts:Flow");
  expect(orchex("report", runId)).toMatchObject({ status: "succeeded", tasks: { two: { result: 21 } } });
});
