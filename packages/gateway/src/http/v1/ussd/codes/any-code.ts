import { findUssdCode, type UssdCodeRow } from '#store/admin/ussd-codes.ts';
import type { HttpDeps } from '../../../deps.ts';
import { HttpError } from '../../../http-error.ts';
import { readRowId } from '../../read-row-id.ts';

/** The code that a path names, of whatever account. @throws HttpError 404 when there is none */
export async function anyCode(text: string, deps: HttpDeps): Promise<UssdCodeRow> {
  const id = readRowId(text);
  const row = id === null ? undefined : await findUssdCode(deps.pool, id);
  if (row === undefined) throw new HttpError(404, 'There is no USSD code with this id.');
  return row;
}
