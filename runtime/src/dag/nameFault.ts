/** The longest name of a task, queue or DAG, in UTF-16 units: it is part of primary keys. */
const LONGEST_NAME = 200;

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** With the `u` flag a surrogate is matched only when its other half is missing. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * Why a text cannot be the name of a task, queue or DAG, as the end of a sentence ("is empty"), or null if it can.
 * Postgres refuses NUL and lone surrogates; control characters would break every line that shows the name.
 */
export function nameFault(name: string): string | null {
  if (name === "") return "is empty";
  if (name.trim() === "") return "has only spaces";
  if (CONTROL.test(name)) return "has a control character";
  if (LONE_SURROGATE.test(name)) return "has half of a surrogate pair";
  if (name.length > LONGEST_NAME) return `has ${name.length} characters, and ${LONGEST_NAME} are allowed`;
  return null;
}
