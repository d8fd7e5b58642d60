import { ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import { toldError } from "../cli/errorLine.ts";
import { REQUEST_FAILED, type Told } from "./protocol.ts";

const CANCELLED = -32800;

/** Any error as a response: a sentence, and with it what `--json` tells on the command line. */
export function failureOf(error: unknown): ResponseError<Told> {
  const told = toldError(error);
  switch (told.code) {
    case "serve.invalid-params":
      return new ResponseError(ErrorCodes.InvalidParams, told.message, told);
    case "serve.cancelled":
      return new ResponseError(CANCELLED, told.message, told);
    default:
      return new ResponseError(REQUEST_FAILED, told.message, told);
  }
}
