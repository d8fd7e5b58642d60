import { endWithParent } from "./endWithParent.ts";

/** A command of the command line, as a child of `orchex serve` that ends with it. */
endWithParent();
await import("../cli/main.ts");
