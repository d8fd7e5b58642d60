import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const VERBS = [
  "extract",
  "load",
  "clean",
  "join",
  "rank",
  "score",
  "merge",
  "split",
  "fetch",
  "publish",
  "index",
  "train",
];
const NOUNS = ["Orders", "Users", "Events", "Prices", "Stock", "Clicks", "Invoices", "Sessions", "Carts", "Routes"];
const TASKS_PER_FILE = 10;
const FILES_PER_DAG = 10;
const ORCHEX = fileURLToPath(new URL("../../runtime", import.meta.url));

/**
 * Writes a project of DAGs as users write them: half of the tasks as calls, spread over files that import each other
 * directly and through barrels, half as classes, and as many ordinary files again. The same every time. Answers the file
 * to be edited in it and a string in that which requires a task.
 */
export function writeWorkspace(folder, tasks) {
  rmSync(folder, { recursive: true, force: true });
  const random = sequence(tasks);
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("package.json", '{ "name": "generated", "private": true, "type": "module" }\n');
  write("tsconfig.json", JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ["src"] }));
  write("src/lib/data.ts", LIBRARY);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ORCHEX, join(folder, "node_modules/orchex"), "dir");
  const files = Math.ceil(tasks / TASKS_PER_FILE);
  const calls = Math.ceil(files / 2);
  for (let first = 0; first < calls; first += FILES_PER_DAG) {
    for (const [name, text] of callDag(first, Math.min(FILES_PER_DAG, calls - first), random)) write(name, text);
  }
  for (let number = calls; number < files; number++) write(`src/classes/flow${number}.ts`, classDag(number, random));
  for (let number = 0; number < files; number++) write(`src/app/part${number}.ts`, ordinaryFile(number, random));
  const edited = join(folder, "src/calls/flow0/tasks1.ts");
  return { file: edited, needle: '"needle_target"' };
}

const COMPILER_OPTIONS = {
  target: "ES2022",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

const LIBRARY = `export interface Row { readonly id: string; readonly amount: number; readonly country: string; readonly tags: readonly string[] }
export async function readRows(source: string, limit: number): Promise<Row[]> {
  return Array.from({ length: limit }, (_, n) => ({ id: source + n, amount: n, country: "at", tags: [] }));
}
export function sum(rows: readonly Row[]): number {
  return rows.reduce((total, row) => total + row.amount, 0);
}
`;

/** One DAG over several files: each task requires one to three earlier ones, by reference or by name. */
function* callDag(first, count, random) {
  const folder = `src/calls/flow${first / FILES_PER_DAG}`;
  yield [`${folder}/dag.ts`, `import { Dag } from "orchex";\n\nexport const dag = new Dag("calls_${first}");\n`];
  const earlier = [];
  const barrel = [];
  for (let file = 0; file < count; file++) {
    const imports = new Map();
    const own = [];
    let text = "";
    for (let task = 0; task < TASKS_PER_FILE; task++) {
      const name = nameOf(random, (first + file) * TASKS_PER_FILE + task);
      const requires = pick(earlier, random).map((required) => {
        if (random() < 0.4) return JSON.stringify(required.name);
        if (required.file !== file) {
          const from = file % 3 === 2 ? "./index.ts" : `./tasks${required.file}.ts`;
          imports.set(from, (imports.get(from) ?? new Set()).add(required.name));
        }
        return required.name;
      });
      if (file === 1 && task === 5) requires.push('"needle_target"');
      text += `\nexport const ${name} = dag.task(\n  "${name}",\n  { requires: [${requires.join(", ")}], timeout: "${1 + Math.floor(random() * 9)}m" },\n  async () => {\n${body(name, random, "    ")}  },\n);\n`;
      own.push({ name, file });
    }
    if (file === 0) {
      text += '\nexport const needle = dag.task("needle_target", async () => 1);\n';
    }
    earlier.push(...own);
    const head = [...imports].map(([from, names]) => `import { ${[...names].join(", ")} } from "${from}";\n`).join("");
    yield [
      `${folder}/tasks${file}.ts`,
      `import { readRows, sum } from "../../lib/data.ts";\nimport { dag } from "./dag.ts";\n${head}${text}`,
    ];
    barrel.push(`export * from "./tasks${file}.ts";\n`);
  }
  yield [`${folder}/index.ts`, barrel.join("")];
}

function classDag(number, random) {
  const earlier = [];
  let text = `import { dag, task } from "orchex";\nimport { readRows, sum } from "../lib/data.ts";\n\n@dag("class_${number}")\nexport class Flow${number} {\n`;
  for (let task = 0; task < TASKS_PER_FILE; task++) {
    const name = nameOf(random, number * TASKS_PER_FILE + task);
    const requires = pick(earlier, random).map((required) => JSON.stringify(required.name));
    text += `  @task(${requires.length === 0 ? "" : `{ requires: [${requires.join(", ")}] }`})\n  async ${name}() {\n${body(name, random, "    ")}  }\n\n`;
    earlier.push({ name });
  }
  return `${text}}\n`;
}

function ordinaryFile(number, random) {
  let text = `import { readRows, sum } from "../lib/data.ts";\n`;
  for (let part = 0; part < 10; part++) {
    text += `\nexport async function handle${number}_${part}() {\n${body(`handle${number}_${part}`, random, "  ")}}\n`;
  }
  return text;
}

function body(name, random, indent) {
  return [
    `const rows = await readRows("lake/${name}", ${100 + Math.floor(random() * 9000)});`,
    `// only what has changed since the last run`,
    `const fresh = rows.filter((row) => row.amount > ${Math.floor(random() * 100)} && !row.tags.includes("${name}"));`,
    `if (fresh.length === 0) return { count: 0, total: 0, countries: [] as string[] };`,
    `const countries = new Map<string, number>();`,
    `for (const { country, amount } of fresh) {`,
    `  countries.set(country, (countries.get(country) ?? 0) + amount);`,
    `}`,
    `if (countries.size > ${Math.floor(random() * 60)}) throw new Error(\`too many countries: \${countries.size}\`);`,
    `return { count: fresh.length, total: sum(fresh), countries: [...countries.keys()] };`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join("");
}

function pick(earlier, random) {
  const wanted = earlier.length === 0 ? 0 : 1 + Math.floor(random() * 3);
  const picked = new Set();
  for (let n = 0; n < wanted; n++) picked.add(earlier[Math.max(0, earlier.length - 1 - Math.floor(random() * 14))]);
  return [...picked];
}

function nameOf(random, number) {
  const of = (words) => words[Math.floor(random() * words.length)];
  return `${of(VERBS)}${of(NOUNS)}${number}`;
}

/** The same numbers for the same seed (mulberry32). */
function sequence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
