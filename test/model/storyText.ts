import type { ModelReport } from "./checkModel.ts";

/** A story that told engine and model apart, for whoever mends it. */
export function storyText({ story, message, seed, path }: NonNullable<ModelReport["failure"]>): string {
  return [
    message,
    `To tell this story again: npm run model -- --seed ${seed} --path ${path}`,
    ...story.shapes.map((shape) => `shape ${JSON.stringify(shape)}`),
    ...story.commands.map((command) => JSON.stringify(command)),
  ].join("\n");
}
