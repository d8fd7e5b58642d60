/** One job a call, from one process: one call after the other, and ten at a time. */
export async function enqueue({ engine, target, limits, emit }) {
  const producer = await engine.openProducer(target);
  for (let n = 0; n < limits.warmUp; n += 1) await producer.enqueue({ t: "0" });
  emit("enqueue1", await rate(producer, 1, limits.enqueueMs));
  emit("enqueue10", await rate(producer, 10, limits.enqueueMs));
  await producer.close();
}

async function rate(producer, width, forMs) {
  const startedAt = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (performance.now() - startedAt < forMs) {
        await producer.enqueue({ t: "0" });
        count += 1;
      }
    }),
  );
  return (count / (performance.now() - startedAt)) * 1000;
}
