import type { FastifyRequest } from 'fastify';
import type { ReadQueries } from '#store/read-queries.ts';
import { matchResultFlow, type ResultFlow } from '#store/results/flow-versions.ts';
import { callerOf } from '../../access.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';

const PATH = '/api/v1/flow-results/packages';

/** The id of the package that a flow's results are: the same as long as the deployment keeps its key. */
export function packageId(
  { pseudonymiser }: HttpDeps,
  { accountId, id }: Pick<ResultFlow, 'accountId' | 'id'>,
): string {
  return pseudonymiser.uuid(`flow-results ${accountId} ${id}`);
}

/** The caller's flow whose results are this package. @throws HttpError 404 */
export async function findPackage(
  deps: HttpDeps,
  db: ReadQueries,
  request: FastifyRequest,
  id: string,
): Promise<ResultFlow> {
  const { account } = callerOf(request);
  const flow = await matchResultFlow(db, account.id, (one) => packageId(deps, one) === id);
  if (flow === undefined) throw new HttpError(404, 'There is no package with this id.');
  return flow;
}

/** The whole address of packages, of one, or of its responses, as the client reaches us. */
export function addressOf(request: FastifyRequest, id?: string, what?: 'responses'): string {
  const path = [PATH, id, what].filter((part) => part !== undefined).join('/');
  return `${request.protocol}://${request.host}${path}`;
}
