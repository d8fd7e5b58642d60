/** Makes a value anew only when one of its parts is another object: whoever asks need not know what has changed. */
export function rememberLast<Parts extends readonly unknown[], Value>(
  make: (...parts: Parts) => Value,
): (...parts: Parts) => Value {
  let last: { readonly parts: Parts; readonly value: Value } | null = null;
  return (...parts) => {
    if (last === null || parts.some((part, index) => part !== last?.parts[index]))
      last = { parts, value: make(...parts) };
    return last.value;
  };
}
