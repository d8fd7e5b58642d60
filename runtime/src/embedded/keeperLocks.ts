/**
 * What the keeper tells the others, as advisory locks of its session in the database `postgres`: they vanish with it,
 * however it ends. `keeping`: this server has a keeper. `stopping`: it is about to stop the server.
 */
export const keeperLocks = { space: 0x6f726368, keeping: 1, stopping: 2 } as const;

/** Reads these locks from any database of the server. */
export const readKeeperLocks = `
select coalesce(bool_or(objid = ${keeperLocks.keeping}), false) as keeping,
       coalesce(bool_or(objid = ${keeperLocks.stopping}), false) as stopping,
       extract(epoch from now() - pg_postmaster_start_time())::float8 as "upSeconds"
from pg_locks
where locktype = 'advisory' and granted
  and classid::bigint = ${keeperLocks.space}
  and database = (select oid from pg_database where datname = 'postgres')`;

export interface KeeperLocks {
  readonly keeping: boolean;
  readonly stopping: boolean;
  readonly upSeconds: number;
}
