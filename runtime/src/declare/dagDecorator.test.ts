import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { link } from "../dag/link.ts";
import type { TaskContext } from "./context.ts";
import { dag } from "./dagDecorator.ts";
import { dagOf } from "./dagOf.ts";
import { declarationOf } from "./definition.ts";
import type { Inputs } from "./inputs.ts";
import { task } from "./taskDecorator.ts";

const context = {} as TaskContext;

function definition(value: unknown) {
  const found = dagOf(value);
  if (found === undefined) throw new Error("not a DAG");
  return found;
}

test("a decorated class is a DAG of its decorated methods, in every form", () => {
  @dag("nightly", { timeout: "1h" })
  class Nightly {
    @task
    bare() {}
    @task()
    empty() {}
    @task("named")
    method() {}
    @task({ requires: ["bare"], priority: 7 })
    options({ bare }: Inputs<Nightly, "bare">) {
      return bare;
    }
    @task("both", { requires: ["bare"], maxAttempts: 3 })
    other() {}
    helper() {}
  }
  expect(declarationOf(definition(Nightly))).toMatchObject({
    name: "nightly",
    timeoutMs: 3_600_000,
    tasks: [
      { name: "bare", policy: {} },
      { name: "empty", policy: {} },
      { name: "named", policy: {} },
      { name: "options", requires: [{ name: "bare" }], policy: { priority: 7 } },
      { name: "both", requires: [{ name: "bare" }], policy: { maxAttempts: 3 } },
    ],
  });
});

test("a task of another name is required by its method, and its result arrives under that", () => {
  @dag("renamed")
  class Renamed {
    @task("first_v2")
    first() {
      return 1;
    }
    @task("second_v2", { requires: ["first"] })
    second({ first }: Inputs<Renamed, "first">) {
      return first + 1;
    }
    @task({ requires: ["first", "second"] })
    last(inputs: Inputs<Renamed, "first" | "second">) {
      return inputs;
    }
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the types know no names of tasks
    @task({ requires: ["first_v2" as string, "second"] })
    byTask(inputs: Readonly<Record<string, number>>) {
      return inputs;
    }
    @task
    root(inputs: unknown) {
      return inputs;
    }
  }
  const found = definition(Renamed);
  const requires = declarationOf(found).tasks.map(({ name, requires }) => [name, requires.map(({ name }) => name)]);
  expect(requires).toEqual([
    ["first_v2", []],
    ["second_v2", ["first_v2"]],
    ["last", ["first_v2", "second_v2"]],
    ["byTask", ["first_v2", "second_v2"]],
    ["root", []],
  ]);
  expect(link(declarationOf(found)).problems).toEqual([]);
  const run = (name: string, inputs: object) => found.tasks.get(name)?.run(inputs, context);
  expect(run("second_v2", { first_v2: 1 })).toBe(2);
  expect(run("last", { first_v2: 1, second_v2: 2 })).toEqual({ first: 1, second: 2 });
  expect(run("byTask", { first_v2: 1, second_v2: 2 })).toEqual({ first_v2: 1, second: 2 });
  expect(run("root", { first_v2: 1 })).toEqual({ first_v2: 1 });
});

test("a name that is a method's and another task's is the method's", () => {
  @dag("crossed")
  class Crossed {
    @task("two")
    one() {}
    @task("one")
    two() {}
    @task({ requires: ["one"] })
    last(inputs: object) {
      return inputs;
    }
  }
  const last = definition(Crossed).tasks.get("last");
  expect(last?.declaration.requires).toEqual([{ name: "two" }]);
  expect(last?.run({ two: 1 }, context)).toEqual({ one: 1 });
});

test("what only an older snapshot requires arrives under its method's name, and displaces nothing", () => {
  @dag("older")
  class Older {
    @task("first_v2")
    first() {}
    @task("other_v2")
    other() {}
    @task({ requires: ["first"] })
    last(inputs: object) {
      return inputs;
    }
  }
  const last = definition(Older).tasks.get("last");
  expect(last?.run({ other_v2: 2, gone: 3 }, context)).toEqual({ other: 2, gone: 3 });
  expect(last?.run({ first: 0 }, context)).toEqual({ first: 0 });
  expect(last?.run({ first: 0, first_v2: 1 }, context)).toEqual({ first: 1 });
});

test("what a base class requires is the method as the derived class has it", () => {
  class Base {
    @task("first_base")
    first() {}
    @task({ requires: ["first"] })
    last(inputs: object) {
      return inputs;
    }
  }
  @dag("derived")
  class Derived extends Base {
    @task("first_derived")
    override first() {}
  }
  const last = definition(Derived).tasks.get("last");
  expect(last?.declaration.requires).toEqual([{ name: "first_derived" }]);
  expect(last?.run({ first_derived: 1 }, context)).toEqual({ first: 1 });
});

test("a class is instantiated once, by the first task that runs, and methods see it", async () => {
  let made = 0;
  @dag("counting")
  class Counting {
    #calls = 0;
    constructor() {
      made++;
    }
    @task()
    async next(inputs: { step: number }) {
      this.#calls += inputs.step;
      return this.#calls;
    }
    @task()
    last() {
      return this.#calls;
    }
  }
  const { tasks } = definition(Counting);
  expect(made).toBe(0);
  expect(await tasks.get("next")?.run({ step: 2 }, context)).toBe(2);
  expect(await tasks.get("next")?.run({ step: 3 }, context)).toBe(5);
  expect(tasks.get("last")?.run({}, context)).toBe(5);
  expect(made).toBe(1);
  expect(await new Counting().next({ step: 1 })).toBe(1);
});

test("a base class's tasks belong to the DAG, and an override replaces the body", () => {
  class Base {
    @task()
    extract() {
      return "base";
    }
    @task({ priority: 9 })
    load(): string {
      return `loaded ${this.extract()}`;
    }
    @task()
    report() {
      return 0;
    }
  }
  @dag("derived")
  class Derived extends Base {
    override extract() {
      return "derived";
    }
    @task({ priority: 1 })
    override report() {
      return 1;
    }
  }
  @dag("sibling")
  class Sibling extends Base {
    @task()
    more() {}
  }
  class Undecorated extends Derived {}
  const { tasks } = definition(Derived);
  expect([...tasks.keys()]).toEqual(["extract", "load", "report"]);
  expect(tasks.get("load")?.run({}, context)).toBe("loaded derived");
  expect(tasks.get("report")?.declaration.policy).toEqual({ priority: 1 });
  expect([...definition(Sibling).tasks.keys()]).toEqual(["extract", "load", "report", "more"]);
  expect(definition(Sibling).tasks.get("report")?.declaration.policy).toEqual({});
  expect(dagOf(Undecorated)).toBeUndefined();
  expect(dagOf(Base)).toBeUndefined();
});

test("another decorator around @task does not lose the task", () => {
  const logged = <Method extends (...given: never[]) => unknown>(
    method: Method,
    _context: ClassMethodDecoratorContext,
  ) =>
    function wrapped(this: unknown, ...given: never[]) {
      return `logged ${String(method.apply(this, given))}`;
    } as Method;
  @dag("wrapped")
  class Wrapped {
    @logged
    @task()
    outer() {
      return "a";
    }
  }
  expect(definition(Wrapped).tasks.get("outer")?.run({}, context)).toBe("logged a");
});

test("what cannot be a task is refused", () => {
  expect(() => {
    class Static {
      other() {}
      @task()
      static run() {}
    }
    return Static;
  }).toThrow("@task on 'run': a static method cannot be a task.");
  expect(() => {
    @dag("twice")
    class Twice {
      @task("same")
      one() {}
      @task("same")
      two() {}
    }
    return Twice;
  }).toThrow(/^DAG 'twice' already has a task 'same' \(.*\); the second one is here \(.*\)\.$/);
  expect(() => {
    @dag("")
    class Unnamed {
      other() {}
    }
    return Unnamed;
  }).toThrow("Dag name must be a non-empty string");
});

test("experimentalDecorators are recognised and refused", () => {
  type Legacy = (...given: unknown[]) => unknown;
  const remedy = { code: "module.decorators", remedy: expect.stringContaining('"experimentalDecorators" off') };
  const target = { run() {} };
  const message = expect.stringContaining("compiled with experimentalDecorators");
  const calls = [
    () => (task as Legacy)(target, "run", Object.getOwnPropertyDescriptor(target, "run")),
    () => (task() as Legacy)(target, "run", Object.getOwnPropertyDescriptor(target, "run")),
    () => (task({ priority: 1 }) as Legacy)(target, "run", {}),
    () =>
      (dag("x") as Legacy)(
        class Old {
          other() {}
        },
      ),
  ];
  for (const call of calls) expect(call).toThrow(expect.objectContaining({ ...remedy, message }));
});

test("each decorated method knows its place", () => {
  @dag("placed")
  class Placed {
    @task
    bare() {}
    @task()
    empty() {}
    @task("named", { priority: 2 })
    named() {}
  }
  const { location, tasks } = definition(Placed);
  const file = fileURLToPath(import.meta.url);
  expect(location?.file).toBe(file);
  const first = location?.start.line ?? 0;
  expect(tasks.get("empty")?.declaration.location?.start.line).toBe(first + 4);
  expect(tasks.get("named")?.declaration.location).toMatchObject({ file, start: { line: first + 6 } });
  expect(tasks.get("bare")?.declaration.location?.file ?? file).toBe(file);
});
