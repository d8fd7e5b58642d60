import { clusterAt } from "./cluster.ts";
import { idleSeconds } from "./idleSeconds.ts";
import { keep } from "./keep.ts";

// The program of the keeper's process: node keeper.js HOME. It has no stdio; its exit code tells a debugger.
await keep(clusterAt(process.argv[2]), idleSeconds(process.env));
