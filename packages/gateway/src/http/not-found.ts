import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpDeps } from './deps.ts';
import { HttpError } from './http-error.ts';
import { answerHttpError } from './messaging/answer-error.ts';
import { answerProblem } from './v1/problem.ts';

type KnownPath = { readonly pattern: RegExp; readonly methods: string[] };

/** Answers paths that do not exist with 404, and wrong methods on paths that do with 405 and what is allowed. */
export function answerUnknown(app: FastifyInstance, deps: HttpDeps): void {
  const known = new Map<string, KnownPath>();
  app.addHook('onRoute', (route) => {
    const entry = known.get(route.url) ?? { pattern: patternOf(route.url), methods: [] };
    for (const method of [route.method].flat()) entry.methods.push(method);
    known.set(route.url, entry);
  });
  app.setNotFoundHandler((request, reply) => {
    answerAnyError(wrongMethod(known, request) ?? new HttpError(404), request, reply, deps);
  });
}

/** Shapes an error by the path it happened on, where no route has done so. */
export function answerAnyError(
  error: HttpError,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDeps,
): void {
  if (/^\/(api\/messaging|engagements)\b/.test(request.raw.url ?? ''))
    answerHttpError(error, 1, request, reply, deps);
  else answerProblem(error, request, reply);
}

function wrongMethod(known: ReadonlyMap<string, KnownPath>, request: FastifyRequest): HttpError | null {
  const path = (request.raw.url ?? '').replace(/\?.*$/s, '').replace(/(?<=.)\/$/, '');
  for (const { pattern, methods } of known.values()) {
    if (!pattern.test(path)) continue;
    const allow = [...new Set(methods)].join(', ');
    return new HttpError(405, `Use ${allow} here.`, { allow });
  }
  return null;
}

function patternOf(url: string): RegExp {
  const literal = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/:[a-zA-Z]+/g, '[^/]+')}$`);
}
