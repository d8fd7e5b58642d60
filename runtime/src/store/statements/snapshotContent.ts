import { OrchexError } from "../../dag/error.ts";
import { quote } from "../../dag/quote.ts";
import type { Database, Statement } from "../database.ts";
import type { StoredContent } from "../editorLedger.ts";
import { contentOf } from "./load.ts";

const CONTENT: Statement = {
  name: "snapshot-content",
  text: `select s.version, s.created_at, s.content, s.snapshot_id is not distinct from d.active_snapshot_id as active
           from orchex.dags d join orchex.snapshots s on s.dag_id = d.dag_id
          where d.name = $1::text
            and case when $2::text is null then s.snapshot_id = d.active_snapshot_id else starts_with(s.version, $2::text) end
          limit 2`,
};

/** A version, the one that a prefix names, or the active one. Throws `snapshot.ambiguous` for a prefix of several. */
export async function snapshotContent(
  database: Database,
  dag: string,
  version: string | null,
): Promise<StoredContent | null> {
  const [row, other] = await database.query<{ version: string; created_at: Date; content: string; active: boolean }>(
    CONTENT,
    [dag, version?.toLowerCase() ?? null],
  );
  if (row === undefined) return null;
  if (other !== undefined) {
    throw new OrchexError("snapshot.ambiguous", `Several snapshots of DAG ${quote(dag)} start with '${version}'`, {
      remedy: "Give more characters of the version.",
    });
  }
  return { version: row.version, createdAt: row.created_at, active: row.active, content: contentOf(row.content) };
}
