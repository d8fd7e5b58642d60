import { expect, inject, test } from "vitest";
import { checkModel } from "./checkModel.ts";

const environment = process.env;
const number = (name: string) => (environment[name] === undefined ? undefined : Number(environment[name]));
const RUNS = number("MODEL_RUNS") ?? 150;

test("the engine does what the model says, whatever happens", { timeout: 24 * 3_600_000 }, async () => {
  const seed = number("MODEL_SEED");
  const path = environment["MODEL_PATH"];
  const { failure, commands } = await checkModel(inject("postgresUrl"), {
    runs: RUNS,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  });
  if (failure !== null) {
    const { story, message } = failure;
    throw new Error(
      [
        message,
        `To tell this story again: npm run model -- --seed ${failure.seed} --path ${failure.path}`,
        ...story.shapes.map((shape) => `shape ${JSON.stringify(shape)}`),
        ...story.commands.map((command) => JSON.stringify(command)),
      ].join("\n"),
    );
  }
  console.log(commands);
  expect(Object.keys(commands).length).toBeGreaterThan(15);
});
