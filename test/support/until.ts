import { setTimeout as delay } from "node:timers/promises";

/** Waits until something holds, by asking again and again; fails, saying what did not come true, after the deadline. */
export async function until<Value>(
  what: string,
  holds: () => Value | Promise<Value>,
  deadlineMs = 30_000,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await holds();
    if (value !== false && value !== null && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`It did not come true that ${what}`);
    await delay(10);
  }
}
