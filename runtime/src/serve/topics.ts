import { isUuid } from "../api/runId.ts";
import { OrchexError } from "../dag/error.ts";
import type { Params } from "./params.ts";
import type { Topic } from "./protocol.ts";

const MOST_TOPICS = 1_000;
const PLAIN: ReadonlySet<string> = new Set(["dags", "runs", "queue", "dead", "workers"] satisfies Topic[]);

export function readTopics(params: Params): readonly Topic[] {
  return params.texts("topics", MOST_TOPICS).map((text) => {
    if (isTopic(text)) return text;
    throw new OrchexError("serve.invalid-params", "A topic is dags, runs, queue, dead, workers, run:… or figures:…");
  });
}

function isTopic(text: string): text is Topic {
  return PLAIN.has(text) || (text.startsWith("run:") && isUuid(text.slice(4))) || /^figures:[^]/.test(text);
}
