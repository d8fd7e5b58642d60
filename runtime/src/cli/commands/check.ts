import { resolve } from "node:path";
import { loadAnalysis } from "../../analysis/loadAnalysis.ts";
import type { CheckedDag, CheckedSources } from "../../analysis/sourceAnalysis.ts";
import { OrchexError } from "../../dag/error.ts";
import { parseDagAddress } from "../../load/address.ts";
import { moduleFiles } from "../../load/moduleFiles.ts";
import { checkText } from "../check/checkText.ts";
import { githubAnnotations } from "../check/githubAnnotations.ts";
import { sarifLog } from "../check/sarifLog.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { placeJson, problemJson } from "../problemLine.ts";
import { readChoice, wrongUsage } from "../readOptions.ts";
import type { Session } from "../session.ts";

export interface CheckFlags {
  readonly format?: string;
}

const FORMATS = ["text", "sarif", "github"] as const;

/** Needs no database and runs none of the code that it checks. */
export async function checkCommand(session: Session, given: readonly string[], flags: CheckFlags): Promise<ExitCode> {
  const { output, cwd } = session;
  const format = flags.format === undefined ? undefined : readChoice("--format", flags.format, FORMATS);
  if (output.json && format !== undefined) throw wrongUsage("--json and --format are two ways to say it: give one");
  const paths = (given.length === 0 ? ["."] : given).map((path) => resolve(cwd, path));
  const checked = await (await requiredAnalysis()).checkSources({ paths, types: true, modules: await loaded(session) });
  if (output.json) output.document(checkJson(checked, cwd));
  else if (format === "sarif") output.document(sarifLog(checked.problems, cwd));
  else if (format === "github") for (const line of githubAnnotations(checked.problems, cwd)) output.line(line);
  else output.line(await checkText(checked, cwd, output.colors.stdout));
  return checked.problems.some(({ severity }) => severity === "error") ? EXIT.no : EXIT.done;
}

/** The modules that the configuration has loaded: the configured DAG's, and `modules`. */
async function loaded(session: Session): Promise<readonly string[]> {
  const { modules, projectRoot } = session.config;
  const addressed = session.addresses().flatMap((text) => {
    const address = parseDagAddress(text);
    return address.kind === "name" ? [] : [address.path];
  });
  return [...addressed.map((path) => resolve(projectRoot, path)), ...(await moduleFiles(modules, projectRoot))];
}

async function requiredAnalysis() {
  const analysis = await loadAnalysis();
  if (analysis !== null) return analysis;
  throw new OrchexError("check.no-analysis", "The package orchex-analysis is not installed", {
    remedy: "Install it (npm install --save-dev orchex-analysis); `orchex validate` loads the module and needs none.",
  });
}

function checkJson({ problems, dags }: CheckedSources, cwd: string): unknown {
  return { problems: problems.map((problem) => problemJson(problem, cwd)), dags: dags.map((dag) => dagJson(dag, cwd)) };
}

function dagJson({ name, location, tasks }: CheckedDag, cwd: string): unknown {
  return {
    name,
    file: placeJson(location, cwd).file,
    tasks: tasks.map(({ name, location, requires, upstream, downstream }) => ({
      name,
      ...placeJson(location, cwd),
      requires,
      upstream,
      downstream,
    })),
  };
}
