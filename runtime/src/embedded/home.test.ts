import { expect, test } from "vitest";
import { orchexHome, type Surroundings } from "./home.ts";

const linux: Surroundings = { env: {}, platform: "linux", isRoot: false, userFolder: "/home/ada" };

test("the home is where each system keeps a user's data", () => {
  expect(orchexHome(linux)).toBe("/home/ada/.local/share/orchex");
  expect(orchexHome({ ...linux, env: { XDG_DATA_HOME: "/data" } })).toBe("/data/orchex");
  expect(orchexHome({ ...linux, env: { XDG_DATA_HOME: "relative" } })).toBe("/home/ada/.local/share/orchex");
  expect(orchexHome({ ...linux, platform: "darwin", userFolder: "/Users/ada" })).toBe(
    "/Users/ada/Library/Application Support/orchex",
  );
  expect(orchexHome({ ...linux, platform: "win32", env: { LOCALAPPDATA: "C:\\Local" } })).toBe("C:\\Local\\orchex");
});

test("root has a home that the server's user can enter, and ORCHEX_HOME wins over everything", () => {
  const root = { ...linux, isRoot: true, env: { XDG_DATA_HOME: "/root/data" } };
  expect(orchexHome(root)).toBe("/var/lib/orchex");
  expect(orchexHome({ ...root, env: { ORCHEX_HOME: "/elsewhere" } })).toBe("/elsewhere");
});
