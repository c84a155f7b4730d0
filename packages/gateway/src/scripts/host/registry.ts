import { contactLoad, contactSave } from './contacts.ts';
import { rowCreate, rowDelete, rowGet, rowSave, rowsCount, rowsCountByValue, rowsPage } from './data-rows.ts';
import { type DataDeps, tableDelete, tableGet, tableOpen } from './data-tables.ts';
import { type HttpDeps, httpRequest } from './http-request.ts';
import { type MessageDeps, messageSend } from './messages.ts';

export type CallDeps = HttpDeps & DataDeps & MessageDeps;

/** What scripts may ask, by the names the sandbox uses. */
export const hostCalls = {
  'http.request': httpRequest,
  'message.send': messageSend,
  'contact.load': contactLoad,
  'contact.save': contactSave,
  'table.open': tableOpen,
  'table.get': tableGet,
  'table.delete': tableDelete,
  'row.create': rowCreate,
  'row.get': rowGet,
  'row.save': rowSave,
  'row.delete': rowDelete,
  'rows.page': rowsPage,
  'rows.count': rowsCount,
  'rows.countByValue': rowsCountByValue,
} as const;
