import { expectTypeOf, test } from "vitest";
import type { TaskContext } from "./context.ts";
import type { Inputs } from "./inputs.ts";
import { task } from "./taskDecorator.ts";

test("a method's inputs are typed by the class", () => {
  class Nightly {
    @task
    bare(inputs: { uri: string }) {
      return { text: inputs.uri, at: new Date() };
    }
    @task()
    async none() {
      return 1;
    }
    @task("renamed", { timeout: "5m", requires: ["bare", "none"] })
    async many({ bare, none }: Inputs<Nightly, "bare" | "none">, context: TaskContext<{ db: string }>) {
      expectTypeOf(bare).toEqualTypeOf<{ text: string; at: string }>();
      expectTypeOf(none).toEqualTypeOf<number>();
      return context.deps.db;
    }
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the types know no names of tasks
    @task({ requires: ["renamed" as string] })
    last(inputs: { renamed: string }) {
      return inputs.renamed;
    }
    @task({ requires: ["many"] })
    byMethod({ many }: Inputs<Nightly, "many">) {
      expectTypeOf(many).toEqualTypeOf<string>();
    }
    @task({ requires: ["bare"] })
    annotated(inputs: { bare: { text: string } }) {
      return inputs.bare.text;
    }
  }
  class Derived extends Nightly {
    @task({ requires: ["none"] })
    more({ none }: Inputs<Derived, "none">) {
      return none;
    }
  }
  expectTypeOf<Inputs<Derived, "bare">>().toEqualTypeOf<{ readonly bare: { text: string; at: string } }>();
  void Derived;
});

test("what must not compile does not", () => {
  void (() => {
    class Wrong {
      @task() a() {
        return 1;
      }
      // @ts-expect-error no such method
      @task({ requires: ["zz"] }) b() {
        return 2;
      }
      other = 1;
      // @ts-expect-error no method
      @task({ requires: ["other"] }) f() {
        return 2;
      }
      @task("renamed") g() {
        return 2;
      }
      // @ts-expect-error a task is required by the name of its method
      @task({ requires: ["renamed"] }) h() {
        return 2;
      }
      // @ts-expect-error and its result arrives under that
      @task({ requires: ["g"] }) i(inputs: { renamed: number }) {
        return inputs.renamed;
      }
      // @ts-expect-error reads what it does not require
      @task({ requires: ["a"] }) c(inputs: Inputs<Wrong, "a" | "b">) {
        return inputs.b;
      }
      // @ts-expect-error no such unit
      @task({ timeout: "5 parsecs" }) d() {
        return 3;
      }
      // @ts-expect-error a number is not a text
      @task({ requires: ["a"] }) e(inputs: { a: string }) {
        return inputs.a;
      }
    }
    return Wrong;
  });
});
