const VERBS = ["extract", "load", "clean", "join", "rank", "merge", "split", "fetch", "publish", "index"];
const NOUNS = ["Orders", "Users", "Events", "Prices", "Clicks", "Ledger", "Routes", "Claims"];
const TASKS_A_FILE = 10;
const FILES_A_DAG = 10;

/**
 * The texts of a made-up workspace with about so many tasks, by path: half of the DAGs are objects over ten files with a
 * barrel, half are classes, and beside them stand as many files that have nothing to do with DAGs. One task in a hundred
 * has a typo among its requirements. The same number gives the same texts.
 */
export function syntheticWorkspace(tasks) {
  const random = seeded(tasks);
  const files = new Map([["/w/src/lib/data.ts", LIBRARY]]);
  const needed = Math.max(2, Math.round(tasks / TASKS_A_FILE));
  const classes = Math.floor(needed / 2);
  let made = 0;
  for (let dag = 0; made < needed - classes; dag++) {
    const count = Math.min(FILES_A_DAG, needed - classes - made);
    addFlow(files, { folder: `/w/src/flows/f${dag}`, name: `flow_${dag}`, count, random });
    made += count;
  }
  for (let index = 0; index < classes; index++) files.set(`/w/src/etl/c${index}.ts`, classOf(index, random));
  for (let index = 0; index < needed; index++) files.set(`/w/src/app/n${index}.ts`, plainFile(index, random));
  return files;
}

function addFlow(files, { folder, name, count, random }) {
  files.set(
    `${folder}/dag.ts`,
    `import { Dag } from "orchex";\n\nexport const dag = new Dag("${name}", { timeout: "1h" });\n`,
  );
  const earlier = [];
  for (let file = 0; file < count; file++) {
    const imports = new Set();
    const declarations = Array.from({ length: TASKS_A_FILE }, (_, index) => {
      const task = nameOf(random, file * TASKS_A_FILE + index);
      const required = some(earlier, random).map((other) => {
        if (random() < 0.35) return `"${random() < 0.03 ? typo(other.task) : other.task}"`;
        if (other.file !== file)
          imports.add(`import { ${other.task} } from "./${random() < 0.3 ? "index" : `tasks${other.file}`}.js";`);
        return other.task;
      });
      earlier.push({ task, file });
      const requires = required.length === 0 ? "" : `requires: [${required.join(", ")}], `;
      return `export const ${task} = dag.task("${task}", { ${requires}timeout: "5m" }, async (inputs) => {\n${body(task, random)}\n});\n`;
    });
    const head = `${IMPORT_LIBRARY}import { dag } from "./dag.js";\n${[...imports].join("\n")}\n`;
    files.set(`${folder}/tasks${file}.ts`, `${head}\n${declarations.join("\n")}`);
  }
  const stars = Array.from({ length: count }, (_, file) => `export * from "./tasks${file}.js";\n`);
  files.set(`${folder}/index.ts`, `export { dag } from "./dag.js";\n${stars.join("")}`);
}

function classOf(index, random) {
  const earlier = [];
  const methods = Array.from({ length: TASKS_A_FILE }, (_, number) => {
    const task = nameOf(random, number);
    const required = some(earlier, random).map((other) => `"${random() < 0.01 ? typo(other) : other}"`);
    earlier.push(task);
    const options = required.length === 0 ? "" : `{ requires: [${required.join(", ")}], timeout: 60 }`;
    return `  @task(${options})\n  async ${task}(inputs: Record<string, number>) {\n${body(task, random)}\n  }\n`;
  });
  const head = `import { dag, task } from "orchex";\n${IMPORT_LIBRARY}`;
  return `${head}\n@dag("etl_${index}", { timeout: "1h" })\nexport class Etl${index} {\n${methods.join("\n")}}\n`;
}

function plainFile(index, random) {
  const functions = Array.from({ length: TASKS_A_FILE }, (_, number) => {
    return `export async function handle${index}_${number}(inputs: Record<string, number>) {\n${body(`h${number}`, random)}\n}\n`;
  });
  return `${IMPORT_LIBRARY}\n${functions.join("\n")}`;
}

const LIBRARY = `export interface Row { id: string; amount: number; country: string; tags: string[] }
export async function readRows(source: string, limit = 1000): Promise<Row[]> { return []; }
export async function writeRows(target: string, rows: Row[]): Promise<number> { return rows.length; }
`;
const IMPORT_LIBRARY = `import { readRows, writeRows, type Row } from "../../lib/data.js";\n`;

function body(task, random) {
  const limit = 100 + Math.floor(random() * 9000);
  return `    const rows = await readRows(\`s3://lake/${task}/\${new Date().toISOString().slice(0, 10)}\`, ${limit});
    // only what has changed since the last run that succeeded
    const fresh = rows.filter((row: Row) => row.amount > ${Math.floor(random() * 100)} && !row.tags.includes("${task}-skip"));
    if (fresh.length === 0) {
      console.warn("nothing to do", { task: "${task}", upstream: Object.keys(inputs).length });
      return { count: 0, total: 0 };
    }
    const byCountry: Record<string, number> = {};
    for (const { country, amount } of fresh) {
      byCountry[country] = (byCountry[country] ?? 0) + amount / Math.max(1, fresh.length);
    }
    const count = await writeRows("warehouse.${task}", fresh);
    if (count !== fresh.length) throw new Error(\`a short write: \${count} of \${fresh.length}\`);
    return { count, total: fresh.reduce((sum, row) => sum + row.amount, 0), byCountry };`;
}

function nameOf(random, number) {
  return `${VERBS[Math.floor(random() * VERBS.length)]}${NOUNS[Math.floor(random() * NOUNS.length)]}${number}`;
}

/** One to three of the latest. */
function some(earlier, random) {
  if (earlier.length === 0) return [];
  const count = 1 + Math.floor(random() * 3);
  return [
    ...new Set(
      Array.from({ length: count }, () => earlier[Math.max(0, earlier.length - 1 - Math.floor(random() * 14))]),
    ),
  ];
}

function typo(name) {
  return `${name.slice(0, 2)}${name[3]}${name[2]}${name.slice(4)}`;
}

/** Numbers from 0 to 1 that are the same for the same seed (a linear congruential generator). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
