import { contactLoad, contactSave } from './contacts.ts';
import { rowCreate, rowDelete, rowGet, rowSave, rowsCount, rowsCountByValue, rowsPage } from './data-rows.ts';
import { type DataDeps, tableDelete, tableGet, tableOpen } from './data-tables.ts';
import { type HttpDeps, httpRequest } from './http-request.ts';
import { type MessageDeps, messageSend } from './messages.ts';
import { phoneNumberFormat } from './phone-numbers.ts';

export type CallDeps = HttpDeps & DataDeps & MessageDeps;

/** What scripts may ask, by the names the sandbox uses. */
export const hostCalls = {
  'httpClient.request': httpRequest,
  'project.sendMessage': messageSend,
  'PhoneNumber.formatInternationalRaw': phoneNumberFormat,
  'contact.load': contactLoad,
  'contact.save': contactSave,
  'project.getOrCreateDataTable': tableOpen,
  'project.getDataTableById': tableGet,
  'table.delete': tableDelete,
  'table.createRow': rowCreate,
  'table.getRowById': rowGet,
  'row.save': rowSave,
  'row.delete': rowDelete,
  'table.queryRows': rowsPage,
  'cursor.count': rowsCount,
  'table.countRowsByValue': rowsCountByValue,
} as const;
