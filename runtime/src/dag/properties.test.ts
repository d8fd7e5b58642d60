import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonicalJson.ts";
import { cycles } from "./cycles.ts";
import { drift } from "./drift.ts";
import { graphOf, type Graph } from "./graph.ts";
import { link } from "./link.ts";
import type { BackoffPolicy, DagDeclaration, TaskDeclaration, TaskPolicy } from "./model.ts";
import { order } from "./order.ts";
import { parseSnapshot } from "./parseSnapshot.ts";
import { downstream, upstream } from "./reach.ts";
import { renderAscii } from "./renderAscii.ts";
import { snapshotOf } from "./snapshot.ts";
import { snapshotVersion } from "./snapshotVersion.ts";
import { waves } from "./waves.ts";

// Names that objects treat specially are among the usual ones: no answer may depend on them.
const special = ["__proto__", "constructor", "toString", "a b", "é", "😀", "#;"];
const nameOf = (index: number) => special[index] ?? `task_${index}`;

const policy: fc.Arbitrary<TaskPolicy> = fc.record(
  {
    timeoutMs: fc.option(fc.integer({ min: 1, max: 1e9 })),
    maxAttempts: fc.integer({ min: 1, max: 20 }),
    backoff: fc.oneof<fc.Arbitrary<BackoffPolicy>[]>(
      fc.constant({ kind: "exponential" }),
      fc.constant({ kind: "function" }),
      fc.record({ kind: fc.constant("fixed"), delayMs: fc.nat() }),
    ),
    priority: fc.integer({ min: 1, max: 10 }),
    queue: fc.constantFrom("default", "gpu"),
  },
  { requiredKeys: [] },
);

/** Tasks in a random order of declaration, whose edges `mayRequire` allows, by hidden index. */
function declarations(mayRequire: (task: number, required: number) => boolean): fc.Arbitrary<DagDeclaration> {
  return fc.integer({ min: 0, max: 12 }).chain((size) => {
    const indexes = Array.from({ length: size }, (_, index) => index);
    const tasks = indexes.map((task): fc.Arbitrary<TaskDeclaration> => {
      const choice = indexes.filter((required) => mayRequire(task, required));
      return fc.record({
        name: fc.constant(nameOf(task)),
        requires: fc
          .array(choice.length === 0 ? fc.constant(-1) : fc.constantFrom(...choice), { maxLength: 4 })
          .map((chosen) => chosen.filter((index) => index >= 0).map((index) => ({ name: nameOf(index) }))),
        policy,
        signature: fc.option(fc.constantFrom("s1", "s2"), { nil: null }),
        code: fc.option(fc.constantFrom("c1", "c2"), { nil: null }),
      });
    });
    const declared = fc.tuple(...tasks).chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    return declared.map((all) => ({ name: "etl", tasks: all }));
  });
}

const sound = declarations((task, required) => required < task);
const tangled = declarations((task, required) => required !== task);

const requiresOf = (graph: Graph, task: string) => graph.requires.get(task) ?? [];
const reaches = (graph: Graph, from: string, to: string) => upstream(graph, [from]).has(to);
const position = (graph: Graph) => new Map(graph.tasks.map((task, index) => [task, index]));

function check<Value>(arbitrary: fc.Arbitrary<Value>, judge: (value: Value) => void) {
  // A property that answers anything but undefined is judged by it, and expect's answer is no verdict.
  fc.assert(
    fc.property(arbitrary, (value) => {
      judge(value);
    }),
    { numRuns: 300 },
  );
}

test("a sound declaration links without a problem and keeps every edge in both directions", () => {
  check(sound, (dag) => {
    const { graph, problems } = link(dag);
    expect(problems.filter((problem) => problem.code !== "dag.empty")).toEqual([]);
    for (const task of dag.tasks) {
      const wanted = new Set(task.requires.map((required) => required.name));
      expect(new Set(requiresOf(graph, task.name ?? ""))).toEqual(wanted);
      for (const required of wanted) expect(graph.dependents.get(required)).toContain(task.name);
    }
  });
});

test("waves respect every edge, and each task is in the earliest wave it can be in", () => {
  check(sound, (dag) => {
    const { graph } = link(dag);
    const found = waves(graph);
    expect(found.unordered).toEqual([]);
    const waveOf = new Map(found.waves.flatMap((wave, index) => wave.map((task) => [task, index])));
    expect(waveOf.size).toBe(graph.tasks.length);
    for (const task of graph.tasks) {
      const earlier = requiresOf(graph, task).map((required) => waveOf.get(required) ?? Number.NaN);
      expect(waveOf.get(task)).toBe(Math.max(-1, ...earlier) + 1);
    }
  });
});

test("inside a wave tasks stand as they were declared", () => {
  check(sound, (dag) => {
    const { graph } = link(dag);
    const at = position(graph);
    for (const wave of waves(graph).waves) {
      expect(wave).toEqual(wave.toSorted((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0)));
    }
  });
});

test("the order respects every edge and keeps a declaration that does so already", () => {
  check(sound, (dag) => {
    const { graph } = link(dag);
    const ordered = order(graph);
    const at = new Map(ordered.map((task, index) => [task, index]));
    expect([...ordered].sort()).toEqual([...graph.tasks].sort());
    for (const task of graph.tasks) {
      for (const required of requiresOf(graph, task)) expect(at.get(required)).toBeLessThan(at.get(task) ?? -1);
    }
    const tidy = graphOf(
      "etl",
      ordered.map((name) => ({ name, requires: requiresOf(graph, name) })),
    );
    expect(order(tidy)).toEqual(ordered);
  });
});

test("a sound DAG has no cycle", () => {
  check(sound, (dag) => expect(cycles(link(dag).graph)).toEqual([]));
});

test("every reported cycle is a cycle that starts at its last declared task, and nothing closes earlier inside it", () => {
  check(tangled, (dag) => {
    const { graph } = link(dag);
    const at = position(graph);
    for (const cycle of cycles(graph)) {
      expect(new Set(cycle).size).toBe(cycle.length);
      expect(Math.max(...cycle.map((task) => at.get(task) ?? -1))).toBe(at.get(cycle[0] ?? ""));
      cycle.forEach((task, index) => {
        const inside = requiresOf(graph, task).filter((required) => cycle.includes(required));
        expect(inside).toEqual([cycle[(index + 1) % cycle.length]]);
      });
    }
  });
});

test("there is one cycle for each group of tasks that require each other, and it is a shortest of its group", () => {
  check(tangled, (dag) => {
    const { graph } = link(dag);
    const groups = new Map<string, readonly string[]>();
    for (const task of graph.tasks.filter((name) => reaches(graph, name, name))) {
      const group = graph.tasks.filter((other) => reaches(graph, task, other) && reaches(graph, other, task));
      groups.set(group.join(), group);
    }
    const found = cycles(graph);
    expect(found.length).toBe(groups.size);
    for (const group of groups.values()) {
      const cycle = found.filter((path) => path.every((task) => group.includes(task)));
      expect(cycle.map((path) => path.length)).toEqual([Math.min(...group.map((task) => lengthThrough(graph, task)))]);
    }
  });
});

/** The length of the shortest cycle through a task, found the slow and plain way. */
function lengthThrough(graph: Graph, task: string): number {
  let level = new Set([task]);
  for (let length = 1; length <= graph.tasks.length; length++) {
    level = new Set([...level].flatMap((name) => requiresOf(graph, name)));
    if (level.has(task)) return length;
  }
  return Number.POSITIVE_INFINITY;
}

test("nothing that is merely upstream or downstream of a cycle is blamed", () => {
  check(tangled, (dag) => {
    const { graph, problems } = link(dag);
    const blamed = problems
      .filter((problem) => problem.code === "dag.cycle")
      .flatMap((problem) => [problem.task, ...problem.related.map((place) => place.task)]);
    for (const task of blamed) expect(reaches(graph, task!, task!)).toBe(true);
  });
});

test("removing the closing edge of each cycle again and again ends with a sound DAG", () => {
  check(tangled, (dag) => {
    let { graph } = link(dag);
    for (let found = cycles(graph); found.length > 0; found = cycles(graph)) {
      const closing = new Map(found.map((cycle) => [cycle[0], cycle[1]]));
      const before = edgeCount(graph);
      graph = graphOf(
        graph.dag,
        graph.tasks.map((name) => ({
          name,
          requires: requiresOf(graph, name).filter((required) => required !== closing.get(name)),
        })),
      );
      expect(edgeCount(graph)).toBe(before - found.length);
    }
    expect(waves(graph).unordered).toEqual([]);
  });
});

const edgeCount = (graph: Graph) => graph.tasks.reduce((sum, task) => sum + requiresOf(graph, task).length, 0);

test("what waves leave unordered is exactly what lies on a cycle or downstream of one", () => {
  check(tangled, (dag) => {
    const { graph } = link(dag);
    const circular = graph.tasks.filter((task) => reaches(graph, task, task));
    const stuck = new Set([...circular, ...downstream(graph, circular)]);
    expect(waves(graph).unordered).toEqual(graph.tasks.filter((task) => stuck.has(task)));
    expect([...order(graph)].sort()).toEqual(graph.tasks.filter((task) => !stuck.has(task)).sort());
  });
});

test("upstream and downstream are mirror images", () => {
  check(tangled, (dag) => {
    const { graph } = link(dag);
    for (const a of graph.tasks) {
      for (const b of graph.tasks) expect(upstream(graph, [a]).has(b)).toBe(downstream(graph, [b]).has(a));
    }
  });
});

test("the tree shows every task once without [shared], also in a DAG that is all cycle", () => {
  check(tangled, (dag) => {
    const { graph } = link(dag);
    const lines = renderAscii(graph).split("\n").slice(1);
    const names = lines.filter((line) => !line.endsWith(" [shared]")).map((line) => line.replace(/^[| ]*[|\\]-- /, ""));
    expect(names.sort()).toEqual([...graph.tasks].sort());
  });
});

test("a snapshot has no drift from itself, nor from the same tasks declared in another order", () => {
  check(sound, (dag) => {
    const content = snapshotOf(dag);
    expect(drift(content, content)).toEqual([]);
    expect(drift(content, snapshotOf({ ...dag, tasks: dag.tasks.toReversed() }))).toEqual([]);
  });
});

test("no drift means the same canonical text, when every hash is known", () => {
  const known = sound.map((dag) => ({
    ...dag,
    tasks: dag.tasks.map((task) => ({ ...task, signature: "s", code: "c" })),
  }));
  check(fc.tuple(known, known), ([a, b]) => {
    const [from, to] = [snapshotOf(a), snapshotOf(b)];
    expect(drift(from, to).length === 0).toBe(canonicalJson(from) === canonicalJson(to));
  });
});

test("drift backwards is drift with both sides exchanged", () => {
  const mirrored = { added: "removed", removed: "added" } as Readonly<Record<string, string>>;
  check(fc.tuple(sound, sound), ([a, b]) => {
    const there = drift(snapshotOf(a), snapshotOf(b));
    const back = drift(snapshotOf(b), snapshotOf(a));
    expect(back).toEqual(
      there.map(({ kind, task, from, to }) => ({ kind: mirrored[kind] ?? kind, task, from: to, to: from })),
    );
  });
});

test("the canonical text does not depend on the order of declaration, nor on defaults that are spelled out", () => {
  check(sound, (dag) => {
    const spelled = dag.tasks.toReversed().map((task) => ({
      ...task,
      requires: task.requires.toReversed(),
      policy: { priority: 5, queue: "default", backoff: { kind: "exponential" } as const, ...task.policy },
    }));
    const content = snapshotOf(dag);
    const reversed = { ...content, tasks: content.tasks.toReversed() };
    expect(canonicalJson(snapshotOf({ ...dag, tasks: spelled }))).toBe(canonicalJson(content));
    expect(canonicalJson(reversed)).toBe(canonicalJson(content));
    expect(snapshotVersion(reversed, (text) => text)).toEqual(snapshotVersion(content, (text) => text));
  });
});

test("a snapshot read back from its canonical text is the same snapshot", () => {
  check(sound, (dag) => {
    const content = snapshotOf(dag);
    expect(parseSnapshot(JSON.parse(canonicalJson(content)))).toEqual({ ok: true, value: content });
  });
});

test("reading a snapshot answers any JSON value and never throws", () => {
  check(fc.jsonValue(), (value) => expect(parseSnapshot(value).ok).toBe(false));
  const nearly = fc.record({ format: fc.constant(1), dag: fc.string(), tasks: fc.array(fc.jsonValue()) });
  check(nearly, (value) => expect(typeof parseSnapshot(value).ok).toBe("boolean"));
});

test("linking answers any declaration, however wrong, with a graph that has only tasks and edges that exist", () => {
  const text = fc.oneof(fc.constantFrom("a", "b", "c", "", " ", "\0", "\ud800", "x".repeat(201)), fc.string());
  const requirement = fc.record({ name: text, dag: fc.constantFrom("etl", "other") }, { requiredKeys: ["name"] });
  const task = fc.record({
    name: fc.option(text, { nil: undefined }),
    requires: fc.array(requirement, { maxLength: 4 }),
    policy: fc.record({ priority: fc.double(), maxAttempts: fc.double(), timeoutMs: fc.option(fc.double()) }),
  });
  check(fc.array(task, { maxLength: 8 }), (tasks) => {
    const { graph, problems } = link({ name: "etl", tasks }, [{ name: "other", tasks }]);
    const names = new Set(graph.tasks);
    expect(names.size).toBe(graph.tasks.length);
    for (const name of names) {
      for (const required of requiresOf(graph, name)) expect(names.has(required) && required !== name).toBe(true);
    }
    for (const { message } of problems) expect(message).toMatch(/^[^\n]+[.?]$/);
  });
});
