const PROCEDURE = /create function orchex\.(\w+)\([^$]*?language plpgsql[^$]*?as \$\$\n([\s\S]*?)\nend \$\$;/g;
const STATEMENT =
  /^\s*(with|update|insert|select|return query|perform|if (not )?exists|for \w+ in|v_\w+ := (array|cardinality|\(select))\b/;
/** What follows ends a statement, or opens a block: the next line begins one. */
const OPENING = /(;|\bbegin|\bthen|\bloop|\belse)\s*$/;
/** Whose first statement has a boundary of its own, or that only send a hint. */
const CALL = /^\s*perform orchex\.(bury|unblock|wake)\b/;

/**
 * The migration with a boundary before every statement inside its functions: there a session waits until it is told to
 * go on, so that other sessions can be run in between. Each statement of a function sees what was committed before it
 * began, so these are the places where the order of events can make a difference.
 */
export function withBoundaries(sql: string): string {
  return sql.replaceAll(PROCEDURE, (whole, name: string) => {
    if (name === "wake") return whole;
    let opened = false;
    let inBody = false;
    return whole
      .split("\n")
      .map((line) => {
        const code = line.replace(/--.*$/, "").trimEnd();
        const begins = inBody && opened && STATEMENT.test(code) && !CALL.test(code);
        if (code.trim() === "begin") inBody = true;
        if (code !== "") opened = OPENING.test(code);
        return begins ? `  perform orchex.boundary();\n${line}` : line;
      })
      .join("\n");
  });
}

/** `perform orchex.boundary()` waits for a lock that the schedule holds until it wants the session to go on. */
export const BOUNDARY = `
  create function orchex.boundary() returns void language plpgsql as $$
  declare
    v_session text := coalesce(current_setting('orchex_test.session', true), '');
    v_place int;
  begin
    if v_session = '' then
      return;
    end if;
    v_place := current_setting('orchex_test.place')::int + 1;
    perform set_config('orchex_test.place', v_place::text, false);
    perform pg_advisory_xact_lock(v_session::int, v_place);
  end $$`;
