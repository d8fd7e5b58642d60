// Writes a TypeScript module for each workflow of instances/ into dags/: node generate.mjs
import { mkdirSync, writeFileSync } from "node:fs";

import { workflows } from "./workflows.mjs";

const DAGS = new URL("dags/", import.meta.url);

mkdirSync(DAGS, { recursive: true });
for (const workflow of workflows()) writeFileSync(new URL(`${workflow.name}.generated.ts`, DAGS), moduleOf(workflow));

/** Tasks require one another by reference, so each is declared after what it requires. */
function moduleOf({ name, source, tasks }) {
  const variables = new Map();
  const lines = inOrder(tasks).map(({ name: task, requires, seconds }) => {
    const variable = `task${variables.size + 1}`;
    const references = requires.map((required) => variables.get(required)).join(", ");
    variables.set(task, variable);
    return requires.length === 0
      ? `const ${variable} = workflow.task(${JSON.stringify(task)}, root(${seconds}));`
      : `const ${variable} = workflow.task(${JSON.stringify(task)}, { requires: [${references}] }, join(${seconds}));`;
  });
  return [
    `// Made by generate.mjs from ${source}.`,
    'import { Dag } from "orchex";',
    "",
    'import { join, root } from "../body.ts";',
    "",
    `export const workflow = new Dag(${JSON.stringify(name)});`,
    "",
    ...lines,
    "",
  ].join("\n");
}

function inOrder(tasks) {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const ordered = new Set();
  const visit = (task) => {
    if (ordered.has(task)) return;
    for (const required of task.requires) visit(byName.get(required));
    ordered.add(task);
  };
  for (const task of tasks) visit(task);
  return [...ordered];
}
