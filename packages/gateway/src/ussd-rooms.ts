import type pg from 'pg';
import type { Guard } from '#callbacks/guard-url.ts';
import { HttpClient } from '#callbacks/http-client.ts';
import type { Accept } from '#core/accept.ts';
import type { Clock } from '#core/clock.ts';
import type { Connector, UssdPush } from '#core/connector.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Sealer } from '#core/sealing.ts';
import { ussdProfileOf } from '#core/ussd-profile.ts';
import { sessionIds } from '#core/ussd-session-id.ts';
import type { StepUssdRun } from '#flow-runs/ussd-run.ts';
import type { AnswerOperator } from '#http/deps.ts';
import type { Metrics } from '#metrics/create-metrics.ts';
import { ScriptRunner } from '#scripts/script-runner.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { scriptQueries } from '#store/scripts/script-queries.ts';
import { expireSessions } from '#store/ussd-housekeeping.ts';
import { UssdSessionStore } from '#store/ussd-session-store.ts';
import { askFlows } from '#ussd/apps/flow-app.ts';
import { HttpApps } from '#ussd/apps/http-app.ts';
import { askScripts } from '#ussd/apps/script-app.ts';
import { smsOfScripts } from '#ussd/apps/script-sms.ts';
import { UssdRoom } from '#ussd/handle-event.ts';
import type { PushDialling, Pushed } from '#ussd/push-session.ts';
import { answerOperator } from '#ussd-adapters/answer-operator.ts';

export type UssdRoomsDeps = {
  readonly pool: pg.Pool;
  readonly hot: (name: string, commits?: 'awaited' | 'hasty') => HotConnection;
  readonly guard: Guard;
  /** For SMS that scripts send. */
  readonly accept: Accept;
  /** For applications that are flows. */
  readonly stepRun: StepUssdRun;
  readonly sealer: Sealer;
  readonly directory: () => Directory;
  readonly node: () => number;
  /** Of this node among those that live, 0 to 99. */
  readonly slot: () => number;
  /** A number while no other node acts on the database, else null. */
  readonly solitude: () => number | null;
  readonly metrics: Pick<Metrics, 'observeUssdHop' | 'observeUssdEnd' | 'observeUssdRequest'>;
  readonly clock: Clock;
  readonly log: Log;
};

export type UssdRooms = ReturnType<typeof connectUssdRooms>;

/** Connections to one application at most; its own setting may allow fewer requests at once. */
const CONNECTIONS = 256;
const DRAIN_MS = 5000;

/** Makes the rooms of the USSD flow and hands each what it needs of the others. Nothing runs yet. */
export function connectUssdRooms({
  accept,
  pool,
  hot,
  guard,
  stepRun,
  sealer,
  directory,
  node,
  slot,
  solitude,
  metrics,
  clock,
  log,
}: UssdRoomsDeps) {
  const client = new HttpClient({ guard, connections: CONNECTIONS, clock, totalMs: 10_000 });
  const httpApps = new HttpApps({ client, guard, clock, log: log.child({ room: 'ussd' }) });
  const scripts = new ScriptRunner({
    http: client,
    guard,
    data: scriptQueries(pool),
    sendSms: smsOfScripts(directory, accept),
    clock,
    log: log.child({ room: 'scripts' }),
  });
  const store = new UssdSessionStore({
    hasty: hot('ussd claims', 'hasty'),
    durable: hot('ussd hops'),
    beginning: hot('ussd beginnings'),
    node,
  });
  const ussdLog = log.child({ room: 'ussd' });
  const room = new UssdRoom({
    store,
    solitude,
    sealer,
    directory,
    ask: {
      http: httpApps.ask,
      script: askScripts((order) => scripts.run(order), directory),
      flow: askFlows(stepRun),
    },
    tellEnd: (hop, reason) => {
      if (hop.app.kind === 'http') httpApps.tellEnd(hop, reason);
    },
    profileOf: (connectorId) => {
      const { connectors, ussdConnectors } = directory();
      return ussdProfileOf(
        (ussdConnectors.get(connectorId) ?? connectors.get(connectorId) ?? noConnector).settings,
      );
    },
    newSessionId: sessionIds(slot, clock.now),
    clock,
    log: ussdLog,
    observe: metrics.observeUssdHop,
    observeEnd: metrics.observeUssdEnd,
  });
  const door = {
    connectors: () => directory().ussdConnectors,
    handle: room.handle,
    log: log.child({ room: 'ussd-adapters' }),
    observe: metrics.observeUssdRequest,
  };
  const answer: AnswerOperator = (token, request, ip) => answerOperator(door, token, request, ip);
  return {
    answerOperator: answer,
    handle: room.handle,
    /** Begins a session by a connector that runs here. */
    async push(connector: Connector | undefined, dialling: PushDialling): Promise<Pushed> {
      const push = openPush(connector, dialling);
      return typeof push === 'string'
        ? { kind: 'not-possible', why: push }
        : room.push((connector as Connector).id, push, dialling);
    },
    /** Ends sessions that nobody answered in time. */
    async expire(): Promise<void> {
      room.forgetExpired();
      for (const row of await expireSessions(pool, clock.now())) room.sayEnded(row, 'timeout');
    },
    async stop(): Promise<void> {
      await room.drain(DRAIN_MS);
      await scripts.stop();
      await store
        .stop()
        .catch((error: Error) =>
          ussdLog.warn({ err: error.message }, 'the database does not know that every USSD answer has left'),
        );
      await client.close();
    },
  };
}

/** @returns a sentence where the operator shows nothing that nobody asked for */
function openPush(connector: Connector | undefined, { msisdn, dialled }: PushDialling): UssdPush | string {
  if (connector?.openUssdPush === undefined) {
    return 'This operator is not connected over SMPP here, and shows nothing that nobody asked for.';
  }
  try {
    return connector.openUssdPush(msisdn, dialled);
  } catch (error) {
    return (error as Error).message;
  }
}

const noConnector = { settings: {} };
