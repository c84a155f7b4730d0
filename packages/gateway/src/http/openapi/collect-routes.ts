import type { FastifyInstance, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import type { Access } from '../access.ts';
import type { ApiDoc } from '../api-doc.ts';

export type DocumentedRoute = {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  readonly api: ApiDoc;
  readonly schema: RouteSchemas;
};

type RouteSchemas = {
  readonly body?: TSchema;
  readonly querystring?: TSchema;
  readonly params?: TSchema;
  readonly response?: Readonly<Record<number, TSchema>>;
};

/** Gathers the routes of the public API as they are added. Call it before the first one is. */
export function collectRoutes(app: FastifyInstance): readonly DocumentedRoute[] {
  const routes: DocumentedRoute[] = [];
  app.addHook('onRoute', (route: RouteOptions) => {
    const { access, api } = route.config ?? {};
    if (access === undefined || api === undefined || route.method === 'HEAD') return;
    const schema = (route.schema ?? {}) as RouteSchemas;
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, access, api, schema });
  });
  return routes;
}
