import type { Scope } from "../graph/scope.ts";
import type { HostMessage } from "../messages.ts";
import type { Camera, Drawn } from "./viewState.ts";

/** What can change the view: a message of the host, or something that the user or the page did. */
export type Action =
  | { readonly type: "host"; readonly message: HostMessage; readonly receivedMs: number }
  | { readonly type: "select"; readonly task: string | null; readonly camera?: Camera }
  | { readonly type: "scope"; readonly scope: Scope }
  | { readonly type: "drawn"; readonly drawn: Drawn }
  | { readonly type: "search"; readonly text: string }
  | { readonly type: "searchStep"; readonly by: 1 | -1 }
  | { readonly type: "endSearch" }
  | { readonly type: "camera"; readonly camera: Camera }
  | { readonly type: "toggle"; readonly what: Toggle };

export type Toggle = "showsText" | "showsCritical" | "showsLegend" | "followsCursor";
