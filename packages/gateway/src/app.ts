import { hostname } from 'node:os';
import { type GuardSettings, guardFor } from '#callbacks/guard-url.ts';
import { OptOuts } from '#contacts/opt-outs.ts';
import { type Clock, systemClock } from '#core/clock.ts';
import type { Config } from '#core/config.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { sealerOf } from '#core/sealing.ts';
import { within } from '#core/within.ts';
import { closeHttpServer } from '#http/close.ts';
import { buildHttpServer } from '#http/server.ts';
import { createMetrics } from '#metrics/create-metrics.ts';
import { setConnectorEnabled } from '#store/connectors.ts';
import { DirectoryWatch } from '#store/directory-watch.ts';
import { countEmails } from '#store/emails.ts';
import { openDataFolder } from '#store/embedded/data-folder.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { ensureDayPartitions } from '#store/housekeeping.ts';
import { migrate } from '#store/migrate.ts';
import { NodeLease } from '#store/node-lease.ts';
import { openDatabase } from '#store/open.ts';
import { readOptOuts } from '#store/opt-outs.ts';
import { endPool, openChorePool, openFlowPool, openPool, openReadPool } from '#store/pools.ts';
import { countWaitingRows } from '#store/waiting-rows.ts';
import { connectFlowRooms } from './flow-rooms.ts';
import { Housekeeper } from './housekeeper.ts';
import { httpSettings } from './http-wiring.ts';
import { readinessOf } from './readiness.ts';
import { readSealingKey } from './sealing-key.ts';
import { connectSmsRooms, type SmsRooms } from './sms-rooms.ts';
import { connectUssdRooms } from './ussd-rooms.ts';

export type Gateway = {
  readonly baseUrl: string;
  /** Takes no more, lets what is under way end, and leaves everything else in its rows. */
  stop(): Promise<void>;
};

type Closing = (() => Promise<unknown>)[];

const DRAIN_MS = 5000;
const REGISTER_AGAIN_MS = 1000;
const VERSION = '0.1.0';
const migrationsFolder = new URL('./store/migrations/', import.meta.url);

/**
 * Starts a gateway: opens the database, makes the rooms, and listens.
 * @throws Error when the database, the data folder or the port cannot be had, saying what to do; nothing is left running then
 */
export async function startGateway(config: Config, log: Log, clock: Clock = systemClock): Promise<Gateway> {
  const closing: Closing = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return { baseUrl: await assemble(config, log, clock, closing), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(config: Config, log: Log, clock: Clock, closing: Closing): Promise<string> {
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.data, log });
  closing.push(() => database.stop());
  const { connectionConfig } = database;
  const sealingKey = await readSealingKey(config, await openDataFolder(config.data));
  const sealer = sealerOf(sealingKey);
  await migrate({ connectionConfig, folder: migrationsFolder });
  const pool = openPool(connectionConfig, log);
  closing.push(() => endPool(pool));
  const chorePool = openChorePool(connectionConfig, log);
  closing.push(() => endPool(chorePool));
  const readPool = openReadPool(connectionConfig, log);
  closing.push(() => endPool(readPool));
  const flowPool = openFlowPool(connectionConfig, log);
  closing.push(() => endPool(flowPool));
  await ensureDayPartitions(chorePool, clock.now());

  let rooms: SmsRooms | null = null;
  const watch = new DirectoryWatch(pool, log, (directory) => rooms?.operators.follow(directory));
  await watch.start();
  closing.push(async () => watch.stop());
  const directory = watch.current;
  const optOuts = new OptOuts((sinceId) => readOptOuts(pool, sinceId));
  await optOuts.refresh();
  const lease = new NodeLease({
    pool,
    name: config.node ?? `${hostname()}:${config.data}`,
    version: VERSION,
    sealedBy: sealer.fingerprint,
    clock,
    log,
    onLost: () => void becomeAnotherNode(sms, lease, log).then(() => sms.operators.restart(directory())),
    onFreed: () => void sms.dispatcher.sweep().catch(() => undefined),
    reaches: () => rooms?.operators.reached() ?? [],
  });
  const metrics = createMetrics({
    now: clock.now,
    nameOf: (id) => nameOfConnector(directory(), id),
    binds: () => sms.operators.binds(),
    queues: () => sms.dispatcher.queues.values(),
    waitingRows: () => countWaitingRows(pool),
    mails: () => countEmails(pool),
    acceptBacklog: () => sms.acceptor.backlog,
    recorderBacklog: () => sms.recorder.backlog,
    callbacks: () => sms.callbacks.stats(),
    leaseHeld: () => lease.holds(),
  });
  closing.push(async () => metrics.stop());
  const hot = (name: string, commits?: 'awaited' | 'hasty') => {
    const connection = new HotConnection(
      connectionConfig,
      name,
      metrics.observeStatement,
      undefined,
      commits,
    );
    closing.push(() => connection.close());
    return connection;
  };
  const guard: GuardSettings = {
    allow: config.callbacks.allowPrivate,
    deny: [],
    requireHttps: !config.callbacks.allowHttp,
    nat64: [],
  };
  const node = () => lease.id;
  const pseudonymiser = pseudonymiserOf(sealingKey);
  const flows = connectFlowRooms({
    config,
    pool,
    flowPool,
    guard: guardFor(guard),
    accept: (...request) => sms.acceptor.acceptWithin(...request),
    balanceOf: (accountId) => sms.balanceOf(accountId),
    optOuts,
    pseudonymiser,
    directory,
    node,
    mayAct: lease.holds,
    observeMail: metrics.observeMail,
    clock,
    log,
  });
  const ussd = connectUssdRooms({
    accept: (...request) => sms.acceptor.accept(...request),
    pool,
    hot,
    guard: guardFor(guard),
    stepRun: flows.runs.stepUssd,
    sealer,
    directory,
    node,
    slot: () => lease.slot,
    solitude: lease.solitude,
    metrics,
    clock,
    log,
  });
  const handleUssd = ussd.handle;
  const sms = connectSmsRooms({
    config,
    pool,
    hot,
    directory,
    optOuts,
    guard,
    handleUssd,
    onFlowInput: flows.runs.onInput,
    lease,
    metrics,
    clock,
    log,
  });
  rooms = sms;
  const housekeeper = new Housekeeper({ pool, chorePool, clock, log, config, optOuts, ussd, flows, ...sms });
  const http = buildHttpServer({
    accept: metrics.watchAccept(sms.acceptor.accept),
    directory,
    balanceOf: sms.balanceOf,
    liveBinds: () => sms.operators.binds(),
    setConnectorEnabled: async (id, enabled) => {
      const known = await setConnectorEnabled(pool, id, enabled);
      await watch.look();
      return known;
    },
    pseudonymiser,
    startSurvey: flows.runs.startSurvey,
    answerOperator: ussd.answerOperator,
    handleUssd,
    pushUssd: (connectorId, dialling) => ussd.push(sms.operators.find(connectorId), dialling),
    refreshDirectory: async () => {
      // A look that is under way may have begun before the change.
      await watch.look();
      await watch.look();
    },
    pool: readPool,
    clock,
    log: log.child({ room: 'http' }),
    settings: httpSettings(config),
    metricsText: metrics.text,
    observe: metrics.observeAnswer,
    ready: readinessOf(pool, lease.holds),
  });

  await lease.register();
  await lease.introduce();
  closing.push(async () => {
    await closeHttpServer(http, DRAIN_MS);
    housekeeper.stop();
    // While what its steps send still finds its operator, and their screens the way back.
    await flows.stop(DRAIN_MS);
    await sms.acceptor.drain();
    sms.dispatcher.stop();
    await sms.operators.stop();
    await ussd.stop();
    sms.orphans.stop();
    await within(sms.recorder.drain(), DRAIN_MS, undefined);
    await sms.callbacks.stop(DRAIN_MS);
    await lease
      .stop()
      .catch((error: Error) =>
        log.warn({ err: error.message }, 'the database does not know of the end; the next start tells it'),
      );
  });
  lease.start();
  sms.orphans.start(
    (receipt) => sms.receipts.find(receipt),
    (receipt, found) => sms.receipts.apply(receipt, found),
  );
  sms.callbacks.start();
  flows.mail.start();
  sms.operators.follow(directory());
  housekeeper.start();
  const { host, port } = config.http;
  return http.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} of ${host} is taken by another program. Choose another with --port or http.port.`,
      { cause: error },
    );
  });
}

function nameOfConnector({ connectors, ussdConnectors }: Directory, id: number): string {
  if (id === 0) return 'api';
  return (connectors.get(id) ?? ussdConnectors.get(id))?.name ?? `removed ${id}`;
}

/** Another node has taken this one's rows: cut the links first, forget everything, and register anew. */
async function becomeAnotherNode(
  { operators, dispatcher, callbacks }: SmsRooms,
  lease: NodeLease,
  log: Log,
): Promise<void> {
  operators.cut();
  dispatcher.forget();
  callbacks.drop();
  for (;;) {
    try {
      await lease.register();
      return await lease.introduce();
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'this node waits for the database to register again');
      await new Promise((resolve) => setTimeout(resolve, REGISTER_AGAIN_MS));
    }
  }
}
