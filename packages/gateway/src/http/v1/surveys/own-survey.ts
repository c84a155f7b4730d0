import type { FastifyRequest } from 'fastify';
import { readSurvey, type SurveyRow } from '#store/admin/surveys.ts';
import { callerOf } from '../../access.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { readRowId } from '../read-row-id.ts';

/** The survey of the caller's account that the path names. @throws HttpError 404 when there is none */
export async function ownSurvey(
  request: FastifyRequest<{ Params: { id: string } }>,
  deps: HttpDeps,
): Promise<SurveyRow> {
  const id = readRowId(request.params.id);
  const row = id === null ? undefined : await readSurvey(deps.pool, callerOf(request).account.id, id);
  if (row === undefined) throw new HttpError(404, 'There is no survey with this id.');
  return row;
}
