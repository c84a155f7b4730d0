import { Type } from 'typebox';
import {
  createDataRow,
  type DataRow,
  deleteDataRow,
  findDataRow,
  saveDataRow,
} from '#store/scripts/data-rows.ts';
import { countDataRows, countDataRowsByValue, findDataRows } from '#store/scripts/find-rows.ts';
import { limits } from '../limits.ts';
import type { DataDeps } from './data-tables.ts';
import { hostCall, type RunContext } from './host-call.ts';
import { CallRefused } from './refusal.ts';
import { filter, origin, removed, rowId, tableId, vars } from './shapes.ts';

/** Room for the frame of the answer. */
const PAGE_BYTES = limits.callBytes - 1024;

const query = { tableId, filter, ...origin };

export const rowCreate = hostCall(
  Type.Object({ tableId, vars, ...origin }),
  async ({ data }: DataDeps, { order }, { tableId: table, ...row }) =>
    shown(table, await createDataRow(data, order.accountId, table, row)),
);

export const rowGet = hostCall(Type.Object({ tableId, id: rowId }), async ({ data }: DataDeps, run, args) => {
  countRows(run, 1);
  return shown(args.tableId, await findDataRow(data, run.order.accountId, args.tableId, args.id));
});

export const rowSave = hostCall(
  Type.Object({ tableId, id: rowId, set: vars, removed, ...origin }),
  ({ data }: DataDeps, { order }, { tableId: table, id, ...change }) =>
    saveDataRow(data, order.accountId, table, id, change),
);

export const rowDelete = hostCall(
  Type.Object({ tableId, id: rowId }),
  ({ data }: DataDeps, { order }, args) => deleteDataRow(data, order.accountId, args.tableId, args.id),
);

/** A page of at most 100 rows, and of no more than an answer may hold: the script asks for the next after the last it got. */
export const rowsPage = hostCall(
  Type.Object({
    ...query,
    newestFirst: Type.Boolean(),
    after: Type.Union([rowId, Type.Null()]),
    offset: Type.Integer({ minimum: 0, maximum: 100_000 }),
    limit: Type.Integer({ minimum: 1, maximum: 100 }),
  }),
  async ({ data }: DataDeps, run, { tableId: table, filter: sought, contactId, fromNumber, ...page }) => {
    countRows(run, 1);
    const most = Math.min(page.limit, limits.rowsReadPerRun - run.used.rowsRead + 1);
    const found = await findDataRows(
      data,
      run.order.accountId,
      table,
      { vars: sought, contactId, fromNumber },
      { ...page, limit: most + 1 },
    );
    const rows: unknown[] = [];
    let bytes = 0;
    for (const row of found.slice(0, most)) {
      const one = shown(table, row);
      bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
      if (bytes > PAGE_BYTES && rows.length > 0) break;
      rows.push(one);
    }
    countRows(run, rows.length - 1);
    return { rows, hasMore: rows.length < found.length };
  },
);

export const rowsCount = hostCall(
  Type.Object({ ...query, newestFirst: Type.Boolean() }),
  ({ data }: DataDeps, { order }, { tableId: table, filter: sought, contactId, fromNumber }) =>
    countDataRows(data, order.accountId, table, { vars: sought, contactId, fromNumber }),
);

export const rowsCountByValue = hostCall(
  Type.Object({ tableId, variable: Type.String({ maxLength: 200 }) }),
  ({ data }: DataDeps, { order }, { tableId: table, variable }) =>
    countDataRowsByValue(data, order.accountId, table, variable),
);

function countRows(run: RunContext, rows: number): void {
  run.used.rowsRead += rows;
  if (run.used.rowsRead <= limits.rowsReadPerRun) return;
  throw new CallRefused(`a step may read ${limits.rowsReadPerRun} rows of data tables`);
}

function shown(tableId: number, { createdAt, updatedAt, ...row }: DataRow) {
  return {
    ...row,
    tableId,
    createdAt: Math.floor(createdAt.getTime() / 1000),
    updatedAt: Math.floor(updatedAt.getTime() / 1000),
  };
}
