import { expect, test } from "vitest";
import { searchTasks } from "./searchTasks.ts";

const names = ["unload", "load_orders", "Load_rates", "loiter", "fetch"];

test("names that start with the text come before those that contain it and those that have its letters in order", () => {
  expect(searchTasks(names, "load")).toEqual(["load_orders", "Load_rates", "unload"]);
  expect(searchTasks(names, "LOR")).toEqual(["load_orders", "Load_rates", "loiter"]);
});

test("an empty text finds nothing, a strange one nothing either", () => {
  expect(searchTasks(names, "  ")).toEqual([]);
  expect(searchTasks(names, "[.*")).toEqual([]);
});
