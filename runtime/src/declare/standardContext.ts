import { OrchexError } from "../dag/error.ts";
import { describeValue } from "./describeValue.ts";

type Metadata = Record<PropertyKey, unknown>;

/** What a standard decorator is told about what it decorates, as far as it is needed here. */
interface StandardContext extends Metadata {
  readonly kind: string;
  readonly name: string | symbol;
  readonly metadata: Metadata;
}

/** Refuses a decorator that was called in another way than the standard says. */
export function assertStandard(decorator: string, context: unknown): asserts context is StandardContext {
  if (typeof context === "object" && context !== null && "kind" in context) {
    if (typeof (context as Metadata)["metadata"] === "object") return;
    const message = `${decorator}: the compiler of this module does not support decorator metadata.`;
    throw new OrchexError("module.decorators", message, { remedy: "Use TypeScript 5.2 or esbuild 0.21.3, or later." });
  }
  const isLegacy = context === undefined || typeof context === "string" || typeof context === "symbol";
  const message = isLegacy
    ? `${decorator} is a standard decorator, but this module is compiled with experimentalDecorators.`
    : `${decorator} was not called as a decorator (got ${describeValue(context)}).`;
  throw new OrchexError("module.decorators", message, {
    remedy: 'Turn "experimentalDecorators" off in tsconfig.json, or declare the tasks with new Dag(...).task(...).',
  });
}
