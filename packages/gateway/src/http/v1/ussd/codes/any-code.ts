import { findUssdCode, type UssdCodeRow } from '#store/admin/ussd-codes.ts';
import type { HttpDeps } from '../../../deps.ts';
import { HttpError } from '../../../http-error.ts';

/** The code that a path names, of whatever account. @throws HttpError 404 when there is none */
export async function anyCode(id: string, deps: HttpDeps): Promise<UssdCodeRow> {
  const row = /^[1-9]\d{0,8}$/.test(id) ? await findUssdCode(deps.pool, Number(id)) : undefined;
  if (row === undefined) throw new HttpError(404, 'There is no USSD code with this id.');
  return row;
}
