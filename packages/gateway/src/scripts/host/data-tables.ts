import { Type } from 'typebox';
import { deleteDataTable, findDataTable, openDataTable } from '#store/scripts/data-tables.ts';
import type { ScriptQueries } from '#store/scripts/script-queries.ts';
import { hostCall } from './host-call.ts';
import { tableId } from './shapes.ts';

export type DataDeps = {
  /** `scriptQueries(pool)`, over a pool with a limit on statements. */
  readonly data: ScriptQueries;
};

export const tableOpen = hostCall(
  Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) }),
  ({ data }: DataDeps, { order }, { name }) => openDataTable(data, order.accountId, name),
);

export const tableGet = hostCall(
  Type.Object({ id: Type.String({ pattern: '^[0-9]{1,9}$' }) }),
  ({ data }: DataDeps, { order }, { id }) => findDataTable(data, order.accountId, Number(id)),
);

export const tableDelete = hostCall(Type.Object({ tableId }), ({ data }: DataDeps, { order }, args) =>
  deleteDataTable(data, order.accountId, args.tableId),
);
