import type { FastifyInstance } from 'fastify';
import type { Access } from './access.ts';
import type { HttpDeps } from './deps.ts';

const access: Access = { auth: 'public', scope: null, rateClass: 'public', bodyLimit: 1024 };

/**
 * What those who run the process ask: `/healthz` whether it lives, `/readyz` whether it should be sent traffic, `/metrics`
 * for Prometheus. None of them tells of customers.
 */
export function operationsRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  app.get('/healthz', { config: { access } }, async () => ({ ok: true }));
  app.get('/readyz', { config: { access } }, async (_request, reply) => {
    const readiness = await deps.ready();
    return reply.code(readiness.ok ? 200 : 503).send({ ok: readiness.ok, reasons: readiness.reasons });
  });
  app.get('/metrics', { config: { access } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await deps.metricsText()),
  );
}
