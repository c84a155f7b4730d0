import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Access } from '../access.ts';
import type { DocumentedRoute } from '../openapi/collect-routes.ts';
import { buildOpenApi } from '../openapi/document.ts';
import { html } from './html.ts';
import { BASE } from './operation.ts';
import { referencePage } from './page.ts';

const access: Access = { auth: 'public', scope: null, rateClass: 'public', bodyLimit: 1024 };
const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PLAIN_HOST = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i;

/** The OpenAPI document and the page made of it. Both are made once, when they are first asked for. */
export function referenceRoutes(app: FastifyInstance, documented: readonly DocumentedRoute[]): void {
  let made: { json: string; page: string } | undefined;
  const make = () => {
    const document = buildOpenApi(documented, packageJson.version);
    made ??= { json: JSON.stringify(document, null, 2), page: referencePage(document) };
    return made;
  };
  const style = readFileSync(new URL('./reference.css', import.meta.url), 'utf8');
  app.get('/api/openapi.json', { config: { access } }, async (_request, reply) =>
    reply
      .type('application/json')
      .header('cache-control', 'no-cache')
      .send((made ?? make()).json),
  );
  // Who only typed our address is shown what there is.
  app.get('/', { config: { access } }, async (_request, reply) => reply.redirect('/docs', 302));
  app.get('/docs', { config: { access } }, async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', CONTENT_POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .send((made ?? make()).page.replaceAll(BASE, addressOf(request))),
  );
  app.get('/docs/reference.css', { config: { access } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(style),
  );
}

/** Where the reader reached us, so that the examples can be pasted. */
function addressOf(request: FastifyRequest): string {
  return PLAIN_HOST.test(request.host)
    ? html`${request.protocol}://${request.host}`.html
    : 'https://gateway.example';
}
