import { hostname } from 'node:os';
import pg from 'pg';
import { CallbackSender } from '#callbacks/sender.ts';
import { OptOuts } from '#contacts/opt-outs.ts';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { type Clock, systemClock } from '#core/clock.ts';
import type { Config } from '#core/config.ts';
import type { ConnectorSink } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import { operatorIdKey } from '#core/operator-id.ts';
import type { ReceiptIdMode } from '#dlr/match.ts';
import { OrphanReceipts } from '#dlr/orphans.ts';
import { ReceiptIntake, type ReceiptsPolicy } from '#dlr/receive.ts';
import { buildHttpServer } from '#http/server.ts';
import { MoIntake } from '#mo/receive.ts';
import { Acceptor } from '#mt/accept.ts';
import { Dispatcher } from '#mt/dispatch.ts';
import { MessageRecorder } from '#mt/recorder.ts';
import { SentIndex } from '#mt/sent-index.ts';
import { readBalances } from '#store/balances.ts';
import { setConnectorEnabled } from '#store/connectors.ts';
import { DirectoryWatch } from '#store/directory-watch.ts';
import { GroupCommit } from '#store/group-commit.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { ensureDayPartitions } from '#store/housekeeping.ts';
import { migrate } from '#store/migrate.ts';
import { NodeLease } from '#store/node-lease.ts';
import { type OpenedDatabase, openDatabase } from '#store/open.ts';
import { readOptOuts } from '#store/opt-outs.ts';
import { addLateOperatorId } from '#store/receipts.ts';
import { countWaitingRows } from '#store/waiting-rows.ts';
import { Housekeeper } from './housekeeper.ts';
import { httpSettings } from './http-wiring.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { Operators } from './operators.ts';

export type Gateway = {
  readonly baseUrl: string;
  /** Takes no more, lets what is under way end, and leaves everything else in its rows. */
  stop(): Promise<void>;
};

const DRAIN_MS = 5000;
const VERSION = '0.1.0';
const migrationsFolder = new URL('./store/migrations', import.meta.url).pathname;

/**
 * Starts a gateway: the only place where rooms meet. Opens the database, hands each room what it needs, and listens.
 * @throws Error when the database, the data folder or the port cannot be had, saying what to do
 */
export async function startGateway(config: Config, log: Log, clock: Clock = systemClock): Promise<Gateway> {
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.data, log });
  const closing: (() => Promise<unknown>)[] = [() => database.stop()];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const baseUrl = await assemble(config, log, clock, database, closing);
    return { baseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Log,
  clock: Clock,
  database: OpenedDatabase,
  closing: (() => Promise<unknown>)[],
): Promise<string> {
  await migrate({ connectionConfig: database.connectionConfig, folder: migrationsFolder });
  const pool = new pg.Pool({
    ...database.connectionConfig,
    max: 12,
    connectionTimeoutMillis: 3000,
    application_name: 'ujumbe',
  });
  pool.on('error', (error) => log.warn({ err: error.message }, 'a database connection was lost'));
  closing.push(async () => {
    // PostgreSQL says goodbye to connections that are just ending; that is no loss.
    pool.removeAllListeners('error').on('error', () => undefined);
    await pool.end();
  });
  const metrics = createMetrics({
    now: clock.now,
    nameOf: (id) => directory().connectors.get(id)?.name ?? `removed ${id}`,
    binds: () => running.binds(),
    queues: () => dispatcher.queues.values(),
    waitingRows: () => countWaitingRows(pool),
    acceptBacklog: () => acceptor.backlog,
    recorderBacklog: () => recorder.backlog,
    callbacks: () => callbacks.stats(),
    leaseHeld: () => lease.holds(),
  });
  closing.push(async () => metrics.stop());
  const hot = (name: string) => {
    const connection = new HotConnection(database.connectionConfig, name, metrics.observeStatement);
    closing.push(() => connection.close());
    return connection;
  };
  await ensureDayPartitions(pool, clock.now());

  const watch = new DirectoryWatch(pool, log, (directory) => operators?.follow(directory));
  const directory = watch.current;
  let operators: Operators | null = null;
  await watch.start();
  closing.push(async () => watch.stop());

  const optOuts = new OptOuts((sinceId) => readOptOuts(pool, sinceId));
  await optOuts.refresh();
  const lease = new NodeLease({
    pool,
    name: config.node ?? `${hostname()}:${config.data}`,
    version: VERSION,
    clock,
    log,
    onLost: () => void comeBack(),
    onFreed: () => void dispatcher.sweep().catch(() => undefined),
  });
  await lease.register();
  const node = () => lease.id;

  const callbacks = new CallbackSender({
    outcomes: hot('callback outcomes'),
    sweeps: hot('callback sweeps'),
    directory,
    clock,
    log: log.child({ room: 'callbacks' }),
    nodeId: node,
    onAttempt: metrics.observeCallback,
    settings: {
      timeZone: config.callbacks.timezone,
      concurrency: config.callbacks.concurrencyPerDestination,
      maxHeld: config.callbacks.memoryLimit,
      totalMs: 10_000,
      guard: {
        allow: config.callbacks.allowPrivate,
        deny: [],
        requireHttps: !config.callbacks.allowHttp,
        nat64: [],
      },
    },
  });
  const offerCallbacks = callbacks.offer.bind(callbacks);
  const recorder = new MessageRecorder({
    connection: hot('message changes'),
    node,
    directory,
    clock,
    log: log.child({ room: 'mt' }),
    offerCallbacks,
    flushDelayMs: 5,
  });
  const orphans = new OrphanReceipts({
    connection: hot('parked receipts'),
    pool,
    log: log.child({ room: 'dlr' }),
  });
  const sent = new SentIndex(config.sms.sentIndexLimit, (id) => recorder.isPending(id), orphans.onSent);
  const setting = (connectorId: number, name: string) =>
    directory().connectors.get(connectorId)?.settings[name];
  const dispatcher = new Dispatcher({
    connection: hot('dispatch'),
    pool,
    node,
    mayAct: lease.holds,
    recorder,
    sent,
    clock,
    log: log.child({ room: 'mt' }),
    failsWhenUncertain: (id) => setting(id, 'onResponseTimeout') === 'fail',
    laneLimit: config.sms.laneLimit,
    observeSubmit: metrics.observeSubmit,
  });
  const receipts = new ReceiptIntake({
    connection: hot('receipts'),
    pool,
    recorder,
    sent,
    orphans,
    profile: (id) => ({
      idMode: (setting(id, 'receiptIdMode') as ReceiptIdMode | undefined) ?? 'auto',
      receipts: (setting(id, 'receipts') as ReceiptsPolicy | undefined) ?? 'all',
    }),
    observe: metrics.observeReceipt,
  });
  const mo = new MoIntake({
    connection: hot('mo'),
    pool,
    directory,
    optOuts,
    node,
    clock,
    log: log.child({ room: 'mo' }),
    offerCallbacks,
  });
  const sinkFor = (connectorId: number): ConnectorSink => ({
    onReceipt: (receipt) => receipts.receive(receipt),
    onMo: (message) => {
      metrics.observeMo(connectorId);
      return mo.receive(message);
    },
    onLateAnswer: (messageId, { part, operatorId }) => {
      addLateOperatorId(pool, {
        messageId,
        connectorId,
        idKey: operatorIdKey(operatorId),
        operatorId,
        part,
      }).catch((error: Error) =>
        log.warn(
          { msgId: messageId, err: error.message },
          'a late answer of an operator could not be stored',
        ),
      );
    },
    onChange: (id) => dispatcher.pump(id),
  });
  operators = new Operators({ dispatcher, sinkFor, clock, log });
  const running = operators;

  const balances = new GroupCommit<number, Money>({
    flush: async (ids) => {
      const found = await readBalances(pool, ids).catch((error: Error) => {
        throw new TemporarilyUnavailable(error.message, { cause: error });
      });
      return ids.map((id) => found.get(id) ?? 0);
    },
    delayMs: 0,
    maxWeight: 500,
  });
  const acceptor = new Acceptor({
    directory,
    optOuts,
    isUp: running.isUp,
    supportsFlash: running.supportsFlash,
    clock,
    random: Math.random,
    connection: hot('accept'),
    pool,
    dispatcher,
    node,
    balanceOf: (id) => balances.add(id),
    log: log.child({ room: 'mt' }),
    maxBacklog: config.sms.maxBacklog,
  });

  /** Another node has taken this one's rows: cut the links first, forget everything, become a new node. */
  async function comeBack(): Promise<void> {
    running.cut();
    dispatcher.forget();
    callbacks.drop();
    for (;;) {
      try {
        await lease.register();
        break;
      } catch (error) {
        log.warn({ err: (error as Error).message }, 'this node waits for the database to register again');
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
    running.restart(directory());
  }

  const housekeeper = new Housekeeper({ pool, clock, log, config, dispatcher, mo, orphans, optOuts });
  const http = buildHttpServer({
    accept: metrics.watchAccept(acceptor.accept),
    directory,
    balanceOf: (id) => balances.add(id),
    liveBinds: () => running.binds(),
    setConnectorEnabled: async (id, enabled) => {
      const known = await setConnectorEnabled(pool, id, enabled);
      await watch.look();
      return known;
    },
    pool,
    clock,
    log: log.child({ room: 'http' }),
    settings: httpSettings(config),
    metricsText: metrics.text,
    observe: metrics.observeAnswer,
    ready: () => readiness(pool, lease),
  });

  lease.start();
  orphans.start(
    (receipt) => receipts.find(receipt),
    (receipt, found) => receipts.apply(receipt, found),
  );
  callbacks.start();
  running.follow(directory());
  housekeeper.start();
  const baseUrl = await http.listen({ host: config.http.host, port: config.http.port });
  closing.push(async () => {
    await http.close();
    await acceptor.drain();
    dispatcher.stop();
    await running.stop();
    housekeeper.stop();
    orphans.stop();
    await within(recorder.drain(), DRAIN_MS);
    await callbacks.stop(DRAIN_MS);
    await lease.stop();
  });
  return baseUrl;
}

/** Ready means: accepts, and what it accepts will be committed. */
async function readiness(pool: pg.Pool, lease: NodeLease): Promise<{ ok: boolean; reasons: string[] }> {
  const reasons: string[] = [];
  try {
    await pool.query('select 1');
  } catch (error) {
    reasons.push(`The database does not answer: ${(error as Error).message}`);
  }
  if (!lease.holds()) reasons.push('This node could not renew its lease.');
  return { ok: reasons.length === 0, reasons };
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
