import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver/node";

export interface SafelyOptions {
  /** Resolves when answers can be given: folders are read, edits handed in. */
  readonly prepare: () => Promise<void>;
  /** The version of the document that a request is about, or anything that changes with it. */
  readonly versionOf: (params: unknown) => unknown;
  readonly logError: (message: string) => void;
}

/**
 * Makes the handler of every request: waits until answers can be given, answers nothing that was cancelled or is about a
 * text that has changed meanwhile, and turns an exception into an error response and a line in the log.
 */
export class Safely {
  readonly #options: SafelyOptions;

  constructor(options: SafelyOptions) {
    this.#options = options;
  }

  request<Params, Answer>(
    name: string,
    handle: (params: Params, token: CancellationToken, takesPartialResults: boolean) => Answer | Promise<Answer>,
    prepare: (params: Params) => Promise<void> = this.#options.prepare,
  ): (params: Params, token: CancellationToken, ...rest: unknown[]) => Promise<Answer | ResponseError<never>> {
    // The library takes the tokens of progress out of the parameters and makes reporters of them.
    return async (params, token, _workDone, partialResults) => {
      const version = this.#options.versionOf(params);
      try {
        await prepare(params);
        // Parameters by position push the token out of its place.
        if (token?.isCancellationRequested)
          return new ResponseError<never>(LSPErrorCodes.RequestCancelled, "Cancelled.");
        if (this.#options.versionOf(params) !== version) {
          return new ResponseError<never>(LSPErrorCodes.ContentModified, "The document has changed.");
        }
        return await handle(params, token, partialResults !== undefined);
      } catch (error) {
        return this.#refusal(name, error);
      }
    };
  }

  notification<Params>(name: string, handle: (params: Params) => void): (params: Params) => void {
    return (params) => {
      try {
        handle(params);
      } catch (error) {
        this.#options.logError(`${name}: ${textOf(error)}`);
      }
    };
  }

  #refusal(name: string, error: unknown): ResponseError<never> {
    if (error instanceof ResponseError) return error as ResponseError<never>;
    this.#options.logError(`${name}: ${textOf(error)}`);
    const message = error instanceof Error ? error.message : String(error);
    return new ResponseError<never>(ErrorCodes.InternalError, `${name} failed: ${message}`);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
