import { expect, test } from "vitest";
import { hasHooksThread } from "./hasHooksThread.ts";

test("each line of Node has a version from which on hooks run in the thread that loads", () => {
  const withThread = ["20.19.0", "20.20.2", "21.7.3", "22.12.0", "22.22.2", "23.11.1", "24.0.0", "24.11.0", "25.0.0"];
  const without = ["22.22.3", "22.23.0", "24.11.1", "24.12.0-nightly", "25.1.0", "26.0.0", "27.1.0"];
  expect(withThread.filter((version) => !hasHooksThread(version))).toEqual([]);
  expect(without.filter((version) => hasHooksThread(version))).toEqual([]);
});
