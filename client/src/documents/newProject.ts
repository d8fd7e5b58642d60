/** The files of a new project, by their paths. */
export function newProject(): Readonly<Record<string, string>> {
  return { "dags/hello.ts": HELLO, "package.json": PACKAGE, "tsconfig.json": TSCONFIG };
}

const HELLO = `import { Dag } from "orchex";

export const hello = new Dag("hello");

/** The root gets what the run was enqueued with. */
export const greet = hello.task("greet", (inputs: { name?: string }) => ({
  text: \`Hello \${inputs.name ?? "world"}\`,
}));

export const shout = hello.task("shout", { requires: [greet], timeout: "30s" }, ({ greet }) => greet.text.toUpperCase());
`;

const PACKAGE = `${JSON.stringify(
  { private: true, type: "module", dependencies: { orchex: "^0.1.0" }, devDependencies: { typescript: "^5.9.0" } },
  null,
  2,
)}
`;

const TSCONFIG = `${JSON.stringify(
  { compilerOptions: { target: "ES2022", module: "NodeNext", strict: true, noEmit: true, skipLibCheck: true } },
  null,
  2,
)}
`;
