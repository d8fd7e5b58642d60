import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { activated } from "./extension.ts";

interface Message {
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly string[];
}

type Window = Record<string, (...parameters: never[]) => unknown>;

const ANSWER_TIMEOUT_MS = 20_000;

/** Functions that stand in for one question: what they answer was expected. */
const prepared = new WeakSet();
const failuresShown: string[] = [];

/** The commands that were given and showed no failure, without `orchex.`. */
export const commandsDone = new Set<string>();

/**
 * Answers the next question that the extension asks through one of these functions of its window. A user does that with
 * the mouse, of which an extension host knows nothing: the functions are taken over for one question.
 */
async function answerNext<Answer>(
  names: readonly string[],
  answer: (...parameters: never[]) => Promise<{ readonly given: unknown; readonly told: Answer }>,
): Promise<{ readonly asked: Promise<Answer> }> {
  const window = (await activated()).window as unknown as Window;
  const before = names.map((name) => window[name]);
  const restore = () => names.forEach((name, at) => Object.assign(window, { [name]: before[at] }));
  const asked = new Promise<Answer>((resolve, reject) => {
    const late = setTimeout(() => {
      restore();
      reject(new Error(`Nobody asked through ${names.join(", ")}`));
    }, ANSWER_TIMEOUT_MS);
    const take = async (name: string, ...parameters: never[]) => {
      restore();
      clearTimeout(late);
      if (name === "showErrorMessage") failuresShown.push(String(parameters[0]));
      try {
        const { given, told } = await answer(...parameters);
        resolve(told);
        return given;
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        return undefined;
      }
    };
    for (const name of names) {
      const stand = (...parameters: never[]) => take(name, ...parameters);
      prepared.add(stand);
      window[name] = stand;
    }
  });
  asked.catch(() => {});
  return { asked };
}

/** Chooses a button of the next message, or (empty) closes it. */
export const answerMessage = (choice: string) =>
  answerNext<Message>(
    ["showInformationMessage", "showWarningMessage", "showErrorMessage"],
    (message: string, ...rest: (string | vscode.MessageOptions)[]) => {
      const options = rest.find((part) => typeof part === "object");
      const choices = rest.filter((part) => typeof part === "string");
      const told = { message, detail: options?.detail ?? "", choices };
      if (choice === "") return Promise.resolve({ given: undefined, told });
      if (!choices.includes(choice)) throw new Error(`"${choice}" is no choice of ${JSON.stringify(told)}`);
      return Promise.resolve({ given: choice, told });
    },
  );

/** Picks, in the next list, the entry whose label contains a text; tells the labels. */
export const answerPick = (label: string) =>
  answerNext<readonly string[]>(["showQuickPick"], (items: readonly vscode.QuickPickItem[]) => {
    const told = items.map(({ label }) => label);
    const given = items.find((item) => item.label.includes(label));
    if (given === undefined) throw new Error(`"${label}" is none of ${told.join(", ")}`);
    return Promise.resolve({ given, told });
  });

/** Types into the next input box, which has to find it valid. */
export const answerInput = (text: string) =>
  answerNext<vscode.InputBoxOptions>(["showInputBox"], async (options: vscode.InputBoxOptions) => {
    const fault = await options.validateInput?.(text);
    if (fault !== null && fault !== undefined) throw new Error(`"${text}" is refused: ${JSON.stringify(fault)}`);
    return { given: text, told: options };
  });

/**
 * Gives a command and waits until it has done its work. Commands show their failures instead of throwing them: one that
 * no answer was prepared for fails the test.
 */
export async function command(name: string, argument?: unknown): Promise<void> {
  const window = (await activated()).window as unknown as Window;
  const before = window["showErrorMessage"];
  const known = failuresShown.length;
  const unexpected: string[] = [];
  const notice = (message: string) => {
    unexpected.push(message);
    return Promise.resolve(undefined);
  };
  if (before !== undefined && !prepared.has(before)) window["showErrorMessage"] = notice;
  try {
    await vscode.commands.executeCommand(`orchex.${name}`, argument);
  } finally {
    if (before !== undefined && window["showErrorMessage"] === notice) window["showErrorMessage"] = before;
  }
  if (unexpected.length > 0) throw new Error(`${name} failed: ${unexpected.join(", ")}`);
  if (failuresShown.length === known) commandsDone.add(name);
}

/** Takes over the next progress notification, and answers with what its button "Cancel" does. */
export async function cancelNextProgress(): Promise<() => void> {
  const window = (await activated()).window as unknown as Window;
  const before = window["withProgress"];
  const source = new vscode.CancellationTokenSource();
  type Work = (progress: vscode.Progress<object>, token: vscode.CancellationToken) => Promise<unknown>;
  window["withProgress"] = (options: vscode.ProgressOptions, work: Work) => {
    Object.assign(window, { withProgress: before });
    if (options.cancellable !== true) throw new Error(`${options.title} cannot be cancelled`);
    return work({ report: () => {} }, source.token);
  };
  return () => source.cancel();
}

/** Waits for a document in the active editor whose text fits. */
export async function documentShown(fits: (text: string) => boolean): Promise<string> {
  return until("the document is shown", () => {
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    return fits(text) ? text : null;
  });
}
