import type pg from 'pg';
import type { GuardSettings } from '#callbacks/guard-url.ts';
import { CallbackSender } from '#callbacks/sender.ts';
import { optOutLearner } from '#contacts/learn-opt-out.ts';
import type { OptOuts } from '#contacts/opt-outs.ts';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { Clock } from '#core/clock.ts';
import type { Config } from '#core/config.ts';
import type { ConnectorSink } from '#core/connector.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import { operatorIdKey } from '#core/operator-id.ts';
import type { HandleUssd } from '#core/ussd.ts';
import { ReceiptDeadlines } from '#dlr/deadlines.ts';
import { OrphanReceipts } from '#dlr/orphans.ts';
import { ReceiptIntake } from '#dlr/receive.ts';
import type { Metrics } from '#metrics/create-metrics.ts';
import { MoIntake } from '#mo/receive.ts';
import { Acceptor } from '#mt/accept.ts';
import { Dispatcher } from '#mt/dispatch.ts';
import { Failover } from '#mt/failover.ts';
import { MessageRecorder } from '#mt/recorder.ts';
import { SentIndex } from '#mt/sent-index.ts';
import { readBalances } from '#store/balances.ts';
import type { ConversationKey } from '#store/flow-runs.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import type { NodeLease } from '#store/node-lease.ts';
import { addLateOperatorId } from '#store/receipts.ts';
import { operatorProfiles } from './operator-profiles.ts';
import { Operators } from './operators.ts';

export type SmsRoomsDeps = {
  readonly config: Config;
  readonly pool: pg.Pool;
  /** A connection of its own for each accumulator. */
  readonly hot: (name: string) => HotConnection;
  readonly directory: () => Directory;
  readonly optOuts: OptOuts;
  readonly guard: GuardSettings;
  /** USSD that comes over the connectors of SMS. */
  readonly handleUssd: HandleUssd;
  /** MO of conversations that flows lead. */
  readonly onFlowInput: (conversation: ConversationKey) => void;
  readonly lease: NodeLease;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
};

export type SmsRooms = ReturnType<typeof connectSmsRooms>;

/** Makes the rooms of the SMS flows and hands each what it needs of the others. Nothing runs yet. */
export function connectSmsRooms({
  config,
  pool,
  hot,
  directory,
  optOuts,
  guard,
  handleUssd,
  onFlowInput,
  lease,
  metrics,
  clock,
  log,
}: SmsRoomsDeps) {
  const node = () => lease.id;
  const logOf = (room: string) => log.child({ room });
  const profileOf = operatorProfiles(directory);

  const callbacks = new CallbackSender({
    outcomes: hot('callback outcomes'),
    sweeps: hot('callback sweeps'),
    directory,
    clock,
    log: logOf('callbacks'),
    nodeId: node,
    onAttempt: metrics.observeCallback,
    settings: {
      timeZone: config.callbacks.timezone,
      concurrency: config.callbacks.concurrencyPerDestination,
      maxHeld: config.callbacks.memoryLimit,
      totalMs: 10_000,
      guard,
    },
  });
  const offerCallbacks = callbacks.offer.bind(callbacks);
  const recorder = new MessageRecorder({
    connection: hot('message changes'),
    node,
    directory,
    clock,
    log: logOf('mt'),
    offerCallbacks,
    flushDelayMs: 5,
  });
  const orphans = new OrphanReceipts({ connection: hot('parked receipts'), pool, log: logOf('dlr') });
  const sent = new SentIndex(config.sms.sentIndexLimit, (id) => recorder.isPending(id), orphans.onSent);
  const dispatcher = new Dispatcher({
    connection: hot('dispatch'),
    pool,
    node,
    mayAct: lease.holds,
    recorder,
    sent,
    clock,
    log: logOf('mt'),
    failsWhenUncertain: (id) => profileOf(id).failsWhenUncertain,
    laneLimit: config.sms.laneLimit,
    observeSubmit: metrics.observeSubmit,
  });
  const deadlines = new ReceiptDeadlines({
    pool,
    recorder,
    clock,
    partialGraceMs: (id) => profileOf(id).partialGraceMs,
  });
  const receipts = new ReceiptIntake({
    connection: hot('receipts'),
    pool,
    recorder,
    sent,
    orphans,
    deadlines,
    profile: profileOf,
    learnOptOut: optOutLearner({ pool, optOuts, clock, log: logOf('dlr') }),
    observe: metrics.observeReceipt,
  });
  const mo = new MoIntake({
    connection: hot('mo'),
    pool,
    directory,
    optOuts,
    node,
    clock,
    log: logOf('mo'),
    offerCallbacks,
    onFlowInput,
  });

  const sinkFor = (connectorId: number): ConnectorSink => ({
    onReceipt: (receipt) => receipts.receive(receipt),
    onMo: (message) => {
      metrics.observeMo(connectorId);
      return mo.receive(message);
    },
    onLateAnswer: (messageId, { part, operatorId }) => {
      const late = { messageId, connectorId, idKey: operatorIdKey(operatorId), operatorId, part };
      addLateOperatorId(pool, late).catch((error: Error) =>
        log.warn(
          { msgId: messageId, err: error.message },
          'a late answer of an operator could not be stored',
        ),
      );
    },
    onChange: (id) => dispatcher.pump(id),
    onUssd: (event) => handleUssd(connectorId, event),
    onUssdReply: (fate) => metrics.observeUssdReply(connectorId, fate),
  });
  const operators = new Operators({ dispatcher, sinkFor, clock, log });
  const failover = new Failover({
    pool,
    connection: hot('failover'),
    node: () => lease.id,
    dispatcher,
    directory,
    isUp: operators.isUp,
    supportsFlash: operators.supportsFlash,
    graceSeconds: (id) => profileOf(id).failoverAfter,
    mayAct: lease.holds,
    clock,
    log: logOf('mt'),
    observe: metrics.observeFailover,
  });

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
  const balanceOf = (accountId: number) => balances.add(accountId);
  const acceptor = new Acceptor({
    directory,
    optOuts,
    isUp: operators.isUp,
    supportsFlash: operators.supportsFlash,
    clock,
    random: Math.random,
    connection: hot('accept'),
    pool,
    dispatcher,
    node,
    balanceOf,
    log: logOf('mt'),
    maxBacklog: config.sms.maxBacklog,
  });
  return {
    acceptor,
    balanceOf,
    callbacks,
    deadlines,
    dispatcher,
    failover,
    mo,
    operators,
    orphans,
    receipts,
    recorder,
  };
}
