import { OrchexError } from "../dag/error.ts";
import { errorText } from "../run/errorText.ts";

/** What was thrown where nobody catches it: by a user's module, which may leave promises and timers behind. */
export function strayError(thrown: unknown): OrchexError {
  if (thrown instanceof OrchexError) return thrown;
  const [title = ""] = errorText(thrown, 2_000).split(/\n\s+at /);
  return new OrchexError("module.failed", `Something was thrown that nothing caught: ${title}`, {
    remedy: "Catch it where a module starts it; --debug shows the stack.",
    cause: thrown,
  });
}
