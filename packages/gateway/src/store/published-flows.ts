import type { Flow } from '@ujumbe/flows';
import type pg from 'pg';

/** A published version and the versions of other flows it was published with. */
export type PublishedVersion = { readonly flow: Flow; readonly others: Readonly<Record<string, Flow>> };

/** Reads a version with all it calls; null where there is none. */
export async function readPublishedVersion(
  pool: pg.Pool,
  flowId: number,
  version: number,
): Promise<PublishedVersion | null> {
  const { rows } = await pool.query<{ document: Flow; others: Record<string, Flow> | null }>(
    `select v.document,
       (select json_object_agg(f.name, c.document)
        from flows f join flow_versions c on c.flow_id = f.id
        where f.account_id = own.account_id and c.version = (v.calls ->> f.name)::int) as others
     from flow_versions v join flows own on own.id = v.flow_id
     where v.flow_id = $1 and v.version = $2`,
    [flowId, version],
  );
  const [row] = rows;
  return row === undefined ? null : { flow: row.document, others: row.others ?? {} };
}
