import type { FastifyRequest } from 'fastify';
import { readUssdApp, type UssdAppRow } from '#store/admin/ussd-apps.ts';
import { callerOf } from '../../../access.ts';
import type { HttpDeps } from '../../../deps.ts';
import { HttpError } from '../../../http-error.ts';
import { readRowId } from '../../read-row-id.ts';

/** The application of the caller's account that the path names. @throws HttpError 404 when there is none */
export async function ownApp(
  request: FastifyRequest<{ Params: { id: string } }>,
  deps: HttpDeps,
): Promise<UssdAppRow> {
  const { account } = callerOf(request);
  const id = readRowId(request.params.id);
  const row = id === null ? undefined : await readUssdApp(deps.pool, account.id, id);
  if (row === undefined) throw new HttpError(404, 'There is no USSD application with this id.');
  return row;
}
