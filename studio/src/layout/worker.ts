import type { LayoutInput } from "./layout.ts";
import { layoutGraph } from "./layoutGraph.ts";

// The whole worker: bundled on its own and carried inside the view's script as text (scripts/build-studio.mjs).
addEventListener("message", ({ data }: MessageEvent<LayoutInput>) => postMessage(layoutGraph(data)));
