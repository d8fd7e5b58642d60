import { expectTypeOf, test } from "vitest";
import type { Jsonify } from "./jsonify.ts";

test("a type becomes what JSON gives back", () => {
  expectTypeOf<Jsonify<Date>>().toEqualTypeOf<string>();
  expectTypeOf<Jsonify<void>>().toEqualTypeOf<null>();
  expectTypeOf<Jsonify<unknown>>().toEqualTypeOf<unknown>();
  expectTypeOf<Jsonify<bigint>>().toEqualTypeOf<never>();
  expectTypeOf<Jsonify<Map<string, number>>>().toEqualTypeOf<never>();
  expectTypeOf<Jsonify<Uint8Array>>().toEqualTypeOf<never>();
  expectTypeOf<Jsonify<[Date, "a" | 1]>>().toEqualTypeOf<[string, "a" | 1]>();
  expectTypeOf<Jsonify<readonly Date[]>>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Jsonify<Record<string, Date>>>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<Jsonify<{ a: undefined; b?: Date; c: Date | null; d(): void; [Symbol.iterator]: 1 }>>().toEqualTypeOf<{
    c: string | null;
    b?: string;
  }>();
  expectTypeOf<Jsonify<{ name: string; message: string }>>().toEqualTypeOf<{ name: string; message: string }>();
  interface Tree {
    readonly at: Date;
    readonly children: readonly Tree[];
  }
  expectTypeOf<Jsonify<Tree>["children"][number]["children"][number]["at"]>().toEqualTypeOf<string>();
});
