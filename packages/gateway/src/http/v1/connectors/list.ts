import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { ConnectorRow } from '#core/directory.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Time } from '../schemas.ts';

const access: Access = { auth: 'key', scope: 'connectors', rateClass: 'read', bodyLimit: 1024 };

const Bind = Type.Object(
  {
    name: Type.String(),
    phase: Type.Enum(['connecting', 'binding', 'bound', 'waiting', 'stopped']),
    since: Time,
    window: Type.Integer({ description: 'Submits that may be under way at once.' }),
    windowUsed: Type.Integer(),
    lastError: Type.Union([Type.String(), Type.Null()], {
      description: 'Shown to keys with the scope `admin` only.',
    }),
  },
  { additionalProperties: false, title: 'Bind' },
);

export const Connector = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    kind: Type.String(),
    enabled: Type.Boolean(),
    up: Type.Boolean({
      description:
        'Whether at least one bind of this node is bound; of an operator that calls us (`ussd-http`), whether it is let in.',
    }),
    throughput: Type.Integer({ description: 'Parts a second; 0 for no limit.' }),
    binds: Type.Array(Bind),
  },
  { additionalProperties: false, title: 'Connector' },
);

const ConnectorList = Type.Object(
  { items: Type.Array(Connector) },
  { additionalProperties: false, title: 'ConnectorList' },
);

const api: ApiDoc = {
  tag: 'Connectors',
  operationId: 'listConnectors',
  summary: 'List connectors and their binds',
  description: 'The links to operators with the live state of their binds on the node that answers.',
  example: {
    answer: {
      items: [
        {
          id: 1,
          name: 'safaricom',
          kind: 'smpp',
          enabled: true,
          up: true,
          throughput: 100,
          binds: [
            {
              name: 'safaricom 1',
              phase: 'bound',
              since: '2026-11-21T06:00:00.000Z',
              window: 10,
              windowUsed: 3,
              lastError: null,
            },
          ],
        },
      ],
    },
  },
};

/** `GET /api/v1/connectors` */
export function listConnectorsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/v1/connectors',
    { config: { access, api }, schema: { response: { 200: ConnectorList } } },
    async (request) => {
      const { key } = callerOf(request);
      const { connectors, ussdConnectors } = deps.directory();
      const rows = [...connectors.values(), ...ussdConnectors.values()].sort((a, b) => a.id - b.id);
      return { items: rows.map((row) => connectorBody(deps, row, row.enabled, key.scopes.has('admin'))) };
    },
  );
}

/** A connector as v1 shows it: never its settings, which hold the operator's credentials. */
export function connectorBody(
  deps: HttpDeps,
  row: ConnectorRow,
  enabled: boolean,
  toAdmin: boolean,
): Static<typeof Connector> {
  const binds = deps.liveBinds().get(row.id) ?? [];
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    enabled,
    up: row.kind === 'ussd-http' ? enabled : binds.some((bind) => bind.phase === 'bound'),
    throughput: row.throughput,
    binds: binds.map((bind) => ({
      name: bind.name,
      phase: bind.phase,
      since: new Date(bind.since).toISOString(),
      window: bind.window,
      windowUsed: bind.windowUsed,
      lastError: toAdmin ? bind.lastError : null,
    })),
  };
}
