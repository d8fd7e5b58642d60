// A process that only enqueues, when its parent says so: node enqueuer.mjs ENGINE VARIANT
import { nowNs } from "./clock.mjs";
import { openTarget } from "./target.mjs";

// Past the ids of the flows that were there before.
let id = 1_000_000;

const [engineName, variant] = process.argv.slice(2);
const { engine, target } = await openTarget(engineName, variant);
const producer = await engine.openProducer(target);

process.on("disconnect", () => process.exit());
async function ask({ call, kind }) {
  id += 1;
  const payload = { t: String(nowNs()), id };
  if (call === "enqueue") await producer.enqueue(payload);
  else await producer.startFlow(kind, payload);
}

process.on("message", (request) => {
  ask(request).then(
    () => process.send({}),
    (error) => process.send({ error: String(error) }),
  );
});
process.send({ ready: true });
