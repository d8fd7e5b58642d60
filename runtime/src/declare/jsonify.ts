type Dropped = ((...args: never[]) => unknown) | symbol;
type Unkept =
  | bigint
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | PromiseLike<unknown>
  | RegExp
  | ArrayBuffer
  | ArrayBufferView;

/**
 * What a value is after it was stored as JSON and read back: a `Date` is a string, properties that are undefined or
 * functions are gone, `void` is null. Whatever JSON cannot keep (a bigint, a Map, a typed array) is `never`: the task
 * that returns it fails.
 */
export type Jsonify<Value> = 0 extends 1 & Value
  ? Value
  : unknown extends Value
    ? unknown
    : Value extends undefined | void
      ? null
      : Value extends string | number | boolean | null
        ? Value
        : Value extends { toJSON(key?: never): infer Json }
          ? Jsonify<Json>
          : Value extends Unkept | Dropped
            ? never
            : Value extends readonly unknown[]
              ? { [Index in keyof Value]: Jsonify<Value[Index]> }
              : Value extends object
                ? JsonObject<Value>
                : never;

/** Properties that may be undefined become optional; what says nothing but undefined or function is left out. */
type JsonObject<Value extends object> = Flat<
  {
    [Key in keyof Value as IsKept<Key, Value[Key], "always">]: Jsonify<Value[Key]>;
  } & {
    [Key in keyof Value as IsKept<Key, Value[Key], "sometimes">]?: Jsonify<Exclude<Value[Key], undefined | Dropped>>;
  }
>;

type IsKept<Key, Property, When extends "always" | "sometimes"> = Key extends symbol
  ? never
  : 0 extends 1 & Property
    ? When extends "always"
      ? Key
      : never
    : unknown extends Property
      ? When extends "always"
        ? Key
        : never
      : [Exclude<Property, undefined | Dropped>] extends [never]
        ? never
        : Extract<Property, undefined | Dropped> extends never
          ? When extends "always"
            ? Key
            : never
          : When extends "sometimes"
            ? Key
            : never;

type Flat<Value> = { [Key in keyof Value]: Value[Key] };
