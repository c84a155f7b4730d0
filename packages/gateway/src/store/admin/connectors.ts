import type pg from 'pg';
import type { ConnectorRow } from '#core/directory.ts';
import { AdminError, refusing, unknown } from './admin-error.ts';

const columns = `id, name, kind, enabled, status_family as "statusFamily", throughput, settings`;

const taken = (name: string | undefined) => ({
  connectors_name_key: `There is already an operator named "${name}". Choose another name, or change it with "ujumbe operator set".`,
});

/** @returns the connector's id. @throws AdminError when the name is taken */
export async function addConnector(
  pool: pg.Pool,
  connector: Omit<ConnectorRow, 'id'>,
): Promise<ConnectorRow> {
  const { name, kind, enabled, statusFamily, throughput, settings } = connector;
  const { rows } = await refusing(
    taken(name),
    pool.query<ConnectorRow>(
      `insert into connectors (name, kind, enabled, status_family, throughput, settings) values ($1, $2, $3, $4, $5, $6)
       returning ${columns}`,
      [name, kind, enabled, statusFamily, throughput, JSON.stringify(settings)],
    ),
  );
  return rows[0] as ConnectorRow;
}

export async function listConnectors(pool: pg.Pool): Promise<ConnectorRow[]> {
  const { rows } = await pool.query<ConnectorRow>(`select ${columns} from connectors order by id`);
  return rows;
}

/**
 * @param nameOrId the connector's name, or its id
 * @throws AdminError when there is none
 */
export async function findConnector(pool: pg.Pool, nameOrId: string): Promise<ConnectorRow> {
  const all = await listConnectors(pool);
  const found = all.find((one) => one.name === nameOrId) ?? all.find((one) => String(one.id) === nameOrId);
  if (found) return found;
  throw unknown(
    'operator',
    nameOrId,
    all.map((one) => one.name),
  );
}

/** Writes a connector as it shall be; running nodes take it over within a second. @throws AdminError when the name is taken */
export async function changeConnector(pool: pg.Pool, connector: ConnectorRow): Promise<void> {
  const { id, name, enabled, statusFamily, throughput, settings } = connector;
  await refusing(
    taken(name),
    pool.query(
      'update connectors set name = $2, enabled = $3, status_family = $4, throughput = $5, settings = $6 where id = $1',
      [id, name, enabled, statusFamily, throughput, JSON.stringify(settings)],
    ),
  );
}

/** Removes a connector that nothing leads to and nothing waits for. @throws AdminError when something does */
export async function removeConnector(pool: pg.Pool, { id, name }: ConnectorRow): Promise<void> {
  const routed = (what: string) =>
    `${what} lead to operator "${name}". Remove them first, or use "ujumbe operator disable".`;
  const { rowCount } = await refusing(
    {
      routes_connector_id_fkey: routed('Routes'),
      mo_routes_connector_id_fkey: routed('MO routes'),
      ussd_codes_connector_id_fkey: routed('USSD codes'),
    },
    pool.query(
      'delete from connectors where id = $1 and not exists (select from mt_queue where connector_id = $1)',
      [id],
    ),
  );
  if (rowCount === 0) {
    throw new AdminError(
      `Messages still wait for operator "${name}". Let them be sent or expire, then remove it.`,
    );
  }
}
