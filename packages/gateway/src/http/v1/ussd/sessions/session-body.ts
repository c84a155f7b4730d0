import { type Static, Type } from 'typebox';
import type { UssdHopRow, UssdSessionRow } from '#store/ussd-queries.ts';
import { OptionalTime, Time } from '../../schemas.ts';

/** Shapes of the routes of sessions. */

export const SessionState = Type.Enum(['live', 'complete', 'failed', 'user', 'timeout', 'network', 'error'], {
  description:
    '`live`, or how it ended: the application said END (`complete`), it could not be used (`failed`), the subscriber left (`user`) or did not answer in time (`timeout`), the network broke it off or the code was dialled anew (`network`), the operator told an error (`error`).',
});

export const Session = Type.Object(
  {
    id: Type.String({ description: 'What the application sees as `sessionId`.' }),
    state: SessionState,
    msisdn: Type.String({ description: 'E.164 digits without plus.' }),
    dialled: Type.String({ description: 'The whole string.' }),
    serviceCode: Type.String({ description: 'What the application was told.' }),
    network: Type.String(),
    appId: Type.Integer(),
    app: Type.Union([Type.String(), Type.Null()], { description: 'Null when it has been removed.' }),
    connector: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The connector it came by; null when it was dialled through this API.',
    }),
    pushed: Type.Boolean({ description: 'We began it, not the subscriber.' }),
    hops: Type.Integer({ description: 'Screens shown so far.' }),
    startedAt: Time,
    lastAt: Time,
    endedAt: OptionalTime,
  },
  { additionalProperties: false, title: 'UssdSession' },
);

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

export const Hop = Type.Object(
  {
    at: Time,
    input: nullable(
      'What was typed; null for the first screen, and always where the application is sensitive. What looks like a PIN is dots.',
    ),
    screen: nullable('What was shown; null where the application is sensitive.'),
    action: Type.Enum(['con', 'end'], { description: '`con` waits for an answer.' }),
    outcome: Type.String({
      description:
        '`ok`; `lenient`: not as documented, but understood; `page`: the next page of a long screen; else why there was an apology: `timeout`, `connect`, `http`, `malformed`, `busy`, `breaker`, `address`, `script`, `overlong`.',
    }),
    appMs: Type.Integer({ description: 'Milliseconds the application took.' }),
    log: Type.Array(Type.String(), {
      description: 'What a script logged, and why an application could not be used.',
    }),
  },
  { additionalProperties: false, title: 'UssdHop' },
);

export const sessionExample = {
  id: '176374860033500000',
  state: 'complete',
  msisdn: '254712345678',
  dialled: '*384*12#',
  serviceCode: '*384*12#',
  network: 'Safaricom KE',
  appId: 1,
  app: 'Clinic finder',
  connector: 2,
  pushed: false,
  hops: 2,
  startedAt: '2025-11-21T18:10:00.335Z',
  lastAt: '2025-11-21T18:10:06.101Z',
  endedAt: '2025-11-21T18:10:06.101Z',
};

export function sessionBody(row: UssdSessionRow): Static<typeof Session> {
  const { id, msisdn, dialled, serviceCode, network, appId, app, connectorId, pushed, hops } = row;
  return {
    id,
    state: row.endedAt === null ? 'live' : (row.end ?? 'error'),
    msisdn,
    dialled,
    serviceCode,
    network,
    appId,
    app,
    connector: connectorId === 0 ? null : connectorId,
    pushed,
    hops,
    startedAt: row.startedAt.toISOString(),
    lastAt: row.lastAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

export function hopBody({ at, input, screen, action, outcome, appMs, log }: UssdHopRow): Static<typeof Hop> {
  return { at: at.toISOString(), input, screen, action, outcome, appMs, log: log?.split('\n') ?? [] };
}
