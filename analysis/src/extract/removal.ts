import type { ts } from "ts-morph";

/** An entry of an array with the comma and the space that removing it takes along, as offsets. */
export function removal(
  { elements }: ts.ArrayLiteralExpression,
  index: number,
  file: ts.SourceFile,
  text: string,
): readonly [start: number, end: number] {
  const [before, element, after] = [elements[index - 1], elements[index], elements[index + 1]];
  if (element === undefined) return [0, 0];
  const start = element.getStart(file);
  if (after !== undefined) return [start, after.getStart(file)];
  if (before !== undefined) return [before.end, element.end];
  const comma = /^\s*,\s*/.exec(text.slice(element.end, element.end + 200))?.[0].length ?? 0;
  return [start, element.end + comma];
}
