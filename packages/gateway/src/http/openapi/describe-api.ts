import type { HttpDeps } from '../deps.ts';
import { buildHttpServer } from '../server.ts';
import type { OpenApiDocument } from './document.ts';

/** The OpenAPI document of this version, without a gateway running: the routes are added, nothing is listened to or asked. */
export async function describeApi(): Promise<OpenApiDocument> {
  const app = buildHttpServer(nothing);
  try {
    const answer = await app.inject('/api/openapi.json');
    return answer.json<OpenApiDocument>();
  } finally {
    await app.close();
  }
}

const never = () => {
  throw new Error('Describing the API asks for nothing.');
};

const nothing: HttpDeps = {
  accept: never,
  directory: never,
  balanceOf: never,
  liveBinds: never,
  setConnectorEnabled: never,
  answerOperator: never,
  handleUssd: never,
  pushUssd: never,
  startSurvey: never,
  pseudonymiser: { contact: never, uuid: never },
  refreshDirectory: never,
  pool: {} as HttpDeps['pool'],
  clock: { now: () => 0, monotonic: () => 0 },
  log: { warn: never, error: never },
  settings: {
    trustProxy: [],
    errorStatusAs: 'string',
    authFailureStatus: 403,
    maxBatch: 1000,
    timeZone: 'UTC',
    rates: { keyPerSecond: 0, unauthenticatedPerSecond: 0, failedAuthPerMinute: 0, searchPerMinute: 0 },
  },
  metricsText: never,
  ready: never,
};
