export const idleVariable = "ORCHEX_DB_IDLE_SECONDS";

/** How long the server waits for a next client before it stops. */
export function idleSeconds(env: Readonly<Record<string, string | undefined>>): number {
  const seconds = Number(env[idleVariable]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 60;
}
