import { expect, test } from "vitest";
import { createLogger, type LogLevel } from "./logger.ts";

function logged(options: { level?: LogLevel; json?: boolean }, say: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  say(
    createLogger({
      level: options.level ?? "info",
      json: options.json ?? false,
      colors: false,
      write: (line) => lines.push(line),
      now: () => new Date(0),
    }),
  );
  return lines;
}

test("a line is time, level, message and fields, with everything invisible made visible", () => {
  const lines = logged({}, (logger) => {
    logger.info("job done", { task: "a b", ms: 3, none: undefined, error: new Error('no "x"\u001b[2J') });
    logger.debug("not at this level");
  });
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z info job done task="a b" ms=3 error="Error: no \\"x\\"\\\\u{1b}[2J"',
  ]);
});

test("with --json a line is an object, whatever the fields hold", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const [line = ""] = logged({ json: true, level: "debug" }, (logger) => logger.debug("odd", { cycle, big: 1n }));
  expect(JSON.parse(line)).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    level: "debug",
    message: "odd",
    cycle: "[object Object]",
    big: "1",
  });
});
