import { OrchexError } from "../../dag/error.ts";
import { linkAll } from "../../dag/linkAll.ts";
import { problem, type Problem } from "../../dag/problem.ts";
import { problemCodes, type ProblemCode } from "../../dag/problemCodes.ts";
import { declarationOf } from "../../declare/definition.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { problemJson, problemLine } from "../problemLine.ts";
import type { Session } from "../session.ts";

export async function validateCommand(session: Session): Promise<ExitCode> {
  const { output, cwd } = session;
  const problems = await problemsOf(session);
  if (output.json) output.document({ problems: problems.map((problem) => problemJson(problem, cwd)) });
  else if (problems.length > 0) output.line(problems.map((problem) => problemLine(problem, cwd)).join("\n"));
  else output.line("No problems.");
  return problems.some(({ severity }) => severity === "error") ? EXIT.no : EXIT.done;
}

async function problemsOf(session: Session): Promise<readonly Problem[]> {
  try {
    return linkAll((await session.dags()).map(declarationOf)).problems;
  } catch (error) {
    // A declaration that is refused at once is a problem like those that only the whole graph shows.
    if (!(error instanceof OrchexError) || !isProblemCode(error.code)) throw error;
    return [problem(error.code, error.message)];
  }
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemCodes, code);
}
