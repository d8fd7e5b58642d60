import { expect, test } from "vitest";
import { graphsOf } from "../../test/support/analysed.ts";

/** The forms in which users declare DAGs and tasks, and the graphs they mean. */

test("objects, with references and names, in any order of arguments", () => {
  expect(
    graphsOf(`
import { Dag } from "orchex";
export const etl = new Dag("daily", { timeout: "1h" });
export const extract = etl.task("extract", async () => 1);
const load = etl.task("load", { requires: [extract, "clean"], timeout: "5m" }, async ({ extract, clean }) => [extract, clean]);
etl.task("clean", { requires: ["extract"] }, ({ extract }) => extract);
etl.task(function named() {});
const later = async () => 1;
etl.task(later);
etl.task(undefined, { requires: [load] }, later2);
async function later2({ load }) {}
etl.task(async () => 1);
export default load;
`),
  ).toMatchInlineSnapshot(`
    "object daily (etl)
      extract <-
      load <- extract clean
      clean <- extract
      named <-
      later <-
      later2 <- load
      ? x 1"
  `);
});

test("classes, with every form of the decorator", () => {
  expect(
    graphsOf(`
import { dag, task, type Inputs } from "orchex";
@dag("daily")
export class Daily {
  @task async extract() { return 1; }
  @task() async clean() { return 2; }
  @task("sorted_v2", { requires: ["extract", "clean"] }) async sorted({ extract, clean }: Inputs<Daily, "extract" | "clean">) {}
  @task({ requires: ["sorted"] }) async load({ sorted }: Inputs<Daily, "sorted">) { return sorted; }
  @task("done") async ["finish"]() {}
  helper() {}
}
`),
  ).toMatchInlineSnapshot(`
    "class daily (Daily)
      extract <-
      clean <-
      sorted_v2 <- extract clean
      load <- sorted_v2
      done <-"
  `);
});

test("renamed imports, namespaces and require", () => {
  expect(
    graphsOf(`
//- a.ts
import { Dag as D } from "orchex";
import * as orchex from "orchex";
let one = new D("one");
one.task("a", () => 1);
const two = new orchex.Dag("two");
two.task("b", () => 1);
@orchex.dag("three") class Three { @orchex.task() x() {} @orchex.task("y" as const) z() {} }
//- b.js
const { Dag } = require("orchex");
const orchex = require("orchex");
const four = new Dag("four");
four.task("a", () => 1);
exports.five = new orchex.Dag("five");
exports.five.task("p", () => 1);
module.exports.six = new orchex.Dag("six");
module.exports.six.task("q", () => 1);
//- c.cjs
const { five } = require("./b.js");
five.task("r", { requires: ["p"] }, (inputs) => inputs);
//- d.tsx
import { Dag } from "orchex";
export const page = new Dag("page");
page.task("render", () => <p title="it's">{"don't"}</p>);
`),
  ).toMatchInlineSnapshot(`
    "object one
      a <-
    object two
      b <-
    class three
      x <-
      y <-
    object four
      a <-
    object five (five)
      p <-
      r <- p
    object six (six)
      q <-
    object page (page)
      render <-"
  `);
});

test("barrels, default exports and namespaces of modules", () => {
  expect(
    graphsOf(`
//- dag.mts
import { Dag } from "orchex";
export default new Dag("etl");
//- tasks/index.ts
import etl from "../dag.mjs";
export const extract = etl.task("extract", async () => 1);
const clean = etl.task("clean", { requires: [extract] }, async ({ extract }) => extract);
export { clean as scrub };
//- index.ts
export * from "./tasks";
export { default as etl } from "./dag.mjs";
export * as ns from "./tasks/index.js";
//- use.ts
import { etl, extract, scrub, ns } from "./index.js";
import * as all from ".";
etl.task("u1", { requires: [extract, scrub] }, ({ extract, clean }) => [extract, clean]);
all.etl.task("u2", { requires: [all.extract, ns.scrub] }, (inputs) => inputs);
`),
  ).toMatchInlineSnapshot(`
    "object etl (default)
      extract <-
      clean <- extract
      u1 <- extract clean
      u2 <- extract clean"
  `);
});

test("orchex through a module of one's own", () => {
  expect(
    graphsOf(`
//- flows.ts
export { Dag as Flow } from "orchex";
export * from "orchex";
//- a.ts
import { Flow, task as step, dag } from "./flows";
const etl = new Flow("etl");
etl.task("a", () => 1);
@dag("b") export class B { @step() run() {} }
`),
  ).toMatchInlineSnapshot(`
    "object etl
      a <-
    class b (B)
      run <-"
  `);
});

test("names, requirements and options held in constants, of this file or another", () => {
  expect(
    graphsOf(`
//- names.ts
export const EXTRACT = "extract";
export const CLEAN = \`clean\`;
export const N = { load: "load", deep: { x: "xx" } } as const;
export const LIMITS = { timeout: "5m", retries: 2 } as const;
//- a.ts
import { Dag } from "orchex";
import { EXTRACT, CLEAN, N, LIMITS } from "./names.ts";
export const etl = new Dag("etl" satisfies string);
const reqs = [EXTRACT, "extra"] as const;
etl.task(EXTRACT, () => 1);
etl.task("extra", () => 1);
etl.task(CLEAN, { requires: reqs, ...LIMITS }, (i) => i);
const options = { requires: [...reqs, CLEAN] };
etl.task(N.load, options, (i) => i);
etl.task((N.deep.x), ({ requires: [N["load"], ("clean")] } as const), ((i) => i));
`),
  ).toMatchInlineSnapshot(`
    "object etl (etl)
      extract <-
      extra <-
      clean <- extract extra
      load <- extract extra clean
      xx <- load clean"
  `);
});

test("DAGs and tasks passed through helpers", () => {
  expect(
    graphsOf(`
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
export function getEtl() { return etl; }
//- pass.ts
import { etl as e, getEtl } from "./dag";
export const theDag = e;
export const other = getEtl();
export const bag = { dag: e };
//- helper.ts
import type { Dag } from "orchex";
export function addExtract(dag: Dag) { return dag.task("extract", () => 1); }
export const addNamed = (dag: Dag, name: string) => dag.task(name, { requires: ["extract"] }, (i) => i);
//- use.ts
import { theDag, other, bag } from "./pass";
import { addExtract, addNamed } from "./helper";
const extract = addExtract(theDag);
const named = addNamed(theDag, "named");
theDag.task("a", { requires: [extract] }, ({ extract }) => 1);
other.task("b", { requires: ["a"] }, (i) => i);
bag.dag.task("c", { requires: [named, "b"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "object etl (etl)
      a <- extract
      b <- a
      c <- named b
      extract <-
      named <- extract"
  `);
});

test("namespaces, static properties, functions and objects around declarations", () => {
  expect(
    graphsOf(`
import { Dag } from "orchex";
export namespace Flows {
  export const etl = new Dag("etl");
  export const a = etl.task("a", () => 1);
  export namespace Inner { export const b = etl.task("b", { requires: [a] }, (i) => i); }
}
Flows.etl.task("c", { requires: [Flows.a, Flows.Inner.b] }, (i) => i);
class Holder { static dag = new Dag("held"); static first = Holder.dag.task("first", () => 1); }
Holder.dag.task("second", { requires: [Holder.first] }, (i) => i);
export function make() {
  const inner = new Dag("inner");
  const p = inner.task("p", () => 1);
  inner.task("q", { requires: [p] }, (i) => i);
  return inner;
}
const tasks = { x: Flows.etl.task("x", () => 1), y: Flows.etl.task("y", () => 1) };
Flows.etl.task("z", { requires: [tasks.x, tasks["y"]] }, (i) => i);
class Sub extends Dag {}
const sub = new Sub("sub");
sub.task("s", () => 1);
`),
  ).toMatchInlineSnapshot(`
    "object etl
      a <-
      b <- a
      c <- a b
      x <-
      y <-
      z <- x y
    object held
      first <-
      second <- first
    object inner
      p <-
      q <- p
    object sub
      s <-"
  `);
});

test("classes that extend others have their tasks too", () => {
  expect(
    graphsOf(`
//- base.ts
import { task } from "orchex";
export abstract class Base {
  @task() async extract() { return 1; }
  @task({ requires: ["extract"] }) async clean(inputs) { return inputs; }
}
//- a.ts
import { dag, task } from "orchex";
import { Base } from "./base";
@dag("a") export class A extends Base { @task({ requires: ["clean"] }) load(i) { return i; } @task override async clean() {} }
@dag("b") export default class B extends Base { @task({ requires: ["extract"] }) last(i) { return i; } }
`),
  ).toMatchInlineSnapshot(`
    "class a (A)
      extract <-
      clean <-
      load <- clean
    class b (B)
      extract <-
      clean <- extract
      last <- extract"
  `);
});

test("what is not ours is left alone", () => {
  expect(
    graphsOf(`
//- gulpfile.js
const gulp = require("gulp");
gulp.task("build", () => 1);
//- other.ts
import { Dag } from "airflow";
import { dag, task } from "./local";
export const etl = new Dag("etl");
etl.task("a", () => 1);
@dag("b") class B { @task() run() {} }
this.queue.task("orchex", () => 1);
//- local.ts
export function dag(name: string) { return (given: unknown) => given; }
export function task() { return (given: unknown) => given; }
`),
  ).toBe("");
});

test("a module that is exported as a whole", () => {
  expect(
    graphsOf(`
//- dag.cts
import orchex = require("orchex");
const etl = new orchex.Dag("etl");
etl.task("a", () => 1);
export = { etl };
//- use.cts
import flows = require("./dag.cjs");
flows.etl.task("b", { requires: ["a"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "object etl (etl)
      a <-
      b <- a"
  `);
});
