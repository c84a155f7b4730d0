import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { authenticate } from '#accounts/api-keys.ts';
import type { Account, ApiKey } from '#core/directory.ts';
import type { HttpDeps } from './deps.ts';
import { HttpError } from './http-error.ts';
import { RateLimits } from './rate-limits.ts';

/** What a key may be allowed to do. `admin` is for those who run the deployment. */
export type Scope = (typeof scopes)[number];

/** Every scope, in the order of the help. */
export const scopes = [
  'sms:send',
  'sms:read',
  'callbacks',
  'ussd:read',
  'ussd:write',
  'flows:read',
  'flows:write',
  'results:read',
  'connectors',
  'admin',
] as const;

/** Who may call a route, how often, with how much. Every route declares it, or the server does not start. */
export type Access = {
  /**
   * `key-later`: the handler answers a missing or bad key itself, after reading the body. `operator`: whoever knows the
   * connector's token, which stands in the path; the connector decides what else it demands.
   */
  readonly auth: 'key' | 'key-later' | 'operator' | 'public';
  readonly scope: Scope | null;
  readonly rateClass: 'send' | 'read' | 'search' | 'operator' | 'public';
  /** Bytes. */
  readonly bodyLimit: number;
};

/** Who calls: what a good key leads to. */
export type Caller = { readonly account: Account; readonly key: ApiKey };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route, as `METHOD /path`, with what it declares. */
    accessTable: Map<string, Access>;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** Why a `key-later` route has no caller. */
    refusedCaller: HttpError | null;
  }
}

/** Routes that need no key, in full. */
const publicRoutes: ReadonlySet<string> = new Set([
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/openapi.json',
  '/docs',
  '/docs/reference.css',
]);

/** Routes of operators, in full. */
const operatorRoutes: ReadonlySet<string> = new Set(['/ussd/:token', '/ussd/:token/*']);

const URL_LIMIT = 4096;

/** Makes every route declare its access and enforces it before a byte of the body is read. */
export function enforceAccess(app: FastifyInstance, deps: HttpDeps): void {
  const limits = new RateLimits(deps.clock);
  app.decorate('accessTable', new Map<string, Access>());
  app.decorateRequest('caller', null);
  app.decorateRequest('refusedCaller', null);
  app.addHook('onRoute', (route) => {
    const access = declaredAccess(route);
    for (const method of [route.method].flat()) app.accessTable.set(`${method} ${route.url}`, access);
    route.bodyLimit = access.bodyLimit;
    route.onRequest = guard(access, deps, limits);
  });
}

function declaredAccess(route: RouteOptions): Access {
  const access = route.config?.access;
  if (access === undefined) throw new Error(`Route ${route.method} ${route.url} declares no access.`);
  const isListed = { public: publicRoutes, operator: operatorRoutes };
  for (const [auth, routes] of Object.entries(isListed)) {
    if ((access.auth === auth) !== routes.has(route.url)) {
      throw new Error(
        `Route ${route.url} is ${access.auth}, which is not what the list of ${auth} routes says.`,
      );
    }
  }
  if (access.auth.startsWith('key') && access.scope === null)
    throw new Error(`Route ${route.url} names no scope.`);
  return access;
}

function guard(access: Access, deps: HttpDeps, limits: RateLimits) {
  return function checkAccess(
    request: FastifyRequest,
    _reply: FastifyReply,
    done: (error?: Error) => void,
  ): void {
    if (request.raw.url !== undefined && request.raw.url.length > URL_LIMIT) {
      done(new HttpError(414, `The URL may be at most ${URL_LIMIT} characters.`));
      return;
    }
    if (access.auth === 'operator') {
      done();
      return;
    }
    if (access.auth === 'public') {
      done(limitPublic(request, deps, limits));
      return;
    }
    const refusal = admit(request, access, deps, limits);
    if (refusal !== undefined && access.auth === 'key-later' && refusal.status !== 429) {
      request.refusedCaller = refusal;
      done();
      return;
    }
    done(refusal ?? refuseEncodedBody(request));
  };
}

function admit(
  request: FastifyRequest,
  access: Access,
  deps: HttpDeps,
  limits: RateLimits,
): HttpError | undefined {
  const caller = hasOneAuthorization(request.raw.rawHeaders)
    ? authenticate(deps.directory(), request.headers.authorization, request.ip, deps.clock.now())
    : null;
  if (caller === null) return refuseKey(request, deps, limits);
  if (access.scope !== null && !caller.key.scopes.has(access.scope)) {
    return new HttpError(403, `This key lacks the scope ${access.scope}.`);
  }
  const wait = limitCaller(caller, access, deps, limits);
  if (wait > 0) return tooMany(wait);
  request.caller = caller;
  return undefined;
}

function refuseKey(request: FastifyRequest, deps: HttpDeps, limits: RateLimits): HttpError {
  const perMinute = deps.settings.rates.failedAuthPerMinute;
  const wait = limits.take(`refused ${request.ip}`, perMinute / 60, perMinute);
  if (wait > 0) {
    deps.log.warn({ ip: request.ip }, 'Refused keys come faster than the limit');
    return tooMany(wait);
  }
  return new HttpError(401);
}

function limitCaller({ account, key }: Caller, access: Access, deps: HttpDeps, limits: RateLimits): number {
  const perSecond = account.settings.requestsPerSecond;
  if (perSecond === 0) return 0;
  const { keyPerSecond, searchPerMinute } = deps.settings.rates;
  return (
    limits.take(account.id, perSecond, Math.max(1, perSecond)) ||
    limits.take(`key ${key.id}`, keyPerSecond, Math.max(1, keyPerSecond)) ||
    (access.rateClass === 'search'
      ? limits.take(`search ${key.id}`, searchPerMinute / 60, searchPerMinute)
      : 0)
  );
}

function limitPublic(request: FastifyRequest, deps: HttpDeps, limits: RateLimits): HttpError | undefined {
  const perSecond = deps.settings.rates.unauthenticatedPerSecond;
  const wait = limits.take(`public ${request.ip}`, perSecond, perSecond);
  return wait > 0 ? tooMany(wait) : undefined;
}

function refuseEncodedBody(request: FastifyRequest): HttpError | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return undefined;
  return new HttpError(415, 'Send the body without Content-Encoding.');
}

function tooMany(seconds: number): HttpError {
  return new HttpError(429, 'Too many requests. Wait as long as Retry-After says.', {
    'retry-after': String(seconds),
  });
}

/** Two Authorization headers are a sign of smuggling: Node would quietly take the first. */
function hasOneAuthorization(rawHeaders: readonly string[]): boolean {
  let found = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name !== undefined && name.length === 13 && name.toLowerCase() === 'authorization') found += 1;
  }
  return found === 1;
}

/** The caller of a route that demands a key. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw request.refusedCaller ?? new HttpError(401);
  return request.caller;
}
