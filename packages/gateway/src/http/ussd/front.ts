import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access.ts';
import type { HttpDeps } from '../deps.ts';

/** Who calls is shown by the token in the path and what else the connector demands; behind it, not here. */
const access: Access = { auth: 'operator', scope: null, rateClass: 'operator', bodyLimit: 64 * 1024 };

/**
 * `/ussd/<token>`, and what follows it: the door operators' USSD requests come in by, whatever their dialect. Octets in,
 * octets out.
 */
export async function ussdFrontRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const answer = (request: FastifyRequest, reply: FastifyReply) => answerHop(deps, request, reply);
  for (const url of ['/ussd/:token', '/ussd/:token/*']) {
    app.route({ method: ['GET', 'POST'], url, exposeHeadRoute: false, config: { access }, handler: answer });
  }
}

async function answerHop(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { token, '*': rest } = request.params as { token: string; '*'?: string };
  const [path = '', rawQuery = ''] = splitOnce(request.raw.url ?? '', '?');
  const { status, headers, body } = await deps.answerOperator(
    token,
    {
      method: request.method as 'GET' | 'POST',
      path: rest === undefined ? '' : `/${rest}`,
      query: new URLSearchParams(rawQuery),
      rawQuery,
      headers: request.headers as Readonly<Record<string, string | undefined>>,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      url: `${request.protocol}://${request.host}${path}`,
    },
    request.ip,
  );
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...headers })
    .send(body);
}

function splitOnce(text: string, at: string): string[] {
  const place = text.indexOf(at);
  return place === -1 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
