import { Registry } from 'prom-client';
import type { CallbackAttemptSeen } from '#callbacks/sender.ts';
import { type Accept, TemporarilyUnavailable } from '#core/accept.ts';
import type { InboundReceipt, SubmitOutcome } from '#core/connector.ts';
import { type MailMetrics, mailMetrics } from './mail-metrics.ts';
import { watchProcess } from './process-metrics.ts';
import type { MetricSources } from './sources.ts';
import { registerStateGauges } from './state-gauges.ts';
import { type Distribution, distributions, type Labels, type Tally, tallies } from './tally.ts';
import { type UssdMetrics, ussdMetrics } from './ussd-metrics.ts';

/** Bounds in seconds. */
const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LONG = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];
const GROUP_SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000];

/** What the rooms tell as it happens, through the optional hooks in what they are given. */
export type Metrics = UssdMetrics &
  MailMetrics & {
    /** Counts what an accept answers and how long it takes. */
    readonly watchAccept: (accept: Accept) => Accept;
    readonly observeAnswer: (route: string, status: number, milliseconds: number) => void;
    readonly observeSubmit: (connectorId: number, kind: SubmitOutcome['kind'], milliseconds: number) => void;
    /** @param sentAt when its submit was answered, in milliseconds since the epoch, where this node knows it */
    readonly observeReceipt: (
      receipt: InboundReceipt,
      how: 'matched' | 'parked',
      sentAt: number | undefined,
    ) => void;
    /** Waiting messages went from one connector to another. */
    readonly observeFailover: (from: number, to: number, count: number) => void;
    readonly observeMo: (connectorId: number) => void;
    readonly observeCallback: (attempt: CallbackAttemptSeen) => void;
    readonly observeStatement: (statement: string, size: number, milliseconds: number) => void;
    /** Everything in the text format of Prometheus. */
    readonly text: () => Promise<string>;
    readonly stop: () => void;
  };

/** Makes the metrics of one gateway: what is asked of `sources` when they are read, and what rooms tell as it happens. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const stopWatching = watchProcess(registry);
  registerStateGauges(registry, sources);
  const perConnector = <C>(make: (operator: string) => C) =>
    remembered((id: number) => make(sources.nameOf(id)));
  return {
    ...messageMetrics(registry, sources.now, perConnector),
    ...callbackMetrics(registry),
    ...edgeMetrics(registry),
    ...mailMetrics(registry, sources),
    ...ussdMetrics(registry, sources.nameOf),
    text: () => registry.metrics(),
    stop: stopWatching,
  };
}

function messageMetrics(
  registry: Registry,
  now: () => number,
  perConnector: <C>(make: (operator: string) => C) => (connectorId: number) => C,
): Pick<Metrics, 'watchAccept' | 'observeSubmit' | 'observeFailover' | 'observeReceipt' | 'observeMo'> {
  const accepted = tallies(registry, 'ujumbe_messages_accepted_total', 'Messages that were accepted.').of({});
  const refusals = tallies(
    registry,
    'ujumbe_messages_refused_total',
    'Messages that were refused, by statusCode.',
  );
  const refused = remembered((code: string) => refusals.of({ code }));
  const unavailable = tallies(
    registry,
    'ujumbe_accept_unavailable_total',
    'Requests turned away because the database did not keep up.',
  ).of({});
  const acceptSeconds = distributions(
    registry,
    'ujumbe_accept_seconds',
    'From a request that was read to its commit.',
    SHORT,
  ).of({});

  const submits = tallies(registry, 'ujumbe_submits_total', 'Answers of operators to submits of messages.');
  const submitSeconds = distributions(
    registry,
    'ujumbe_submit_seconds',
    'From a submit to its answer.',
    SHORT,
  );
  const submitOf = perConnector((operator) => ({
    kinds: remembered((outcome: string) => submits.of({ operator, outcome })),
    seconds: submitSeconds.of({ operator }),
  }));

  const failovers = tallies(
    registry,
    'ujumbe_failovers_total',
    'Messages that waited for an operator that was down and were moved to another.',
  );
  const failoverOf = perConnector((operator) => perConnector((to) => failovers.of({ operator, to })));

  const receipts = tallies(registry, 'ujumbe_receipts_total', 'Delivery receipts of operators.');
  const receiptLag = distributions(
    registry,
    'ujumbe_receipt_lag_seconds',
    'From the answer to a submit to its receipt.',
    LONG,
  );
  const parked = tallies(
    registry,
    'ujumbe_receipts_parked_total',
    'Receipts that came before their answer, or belong to nothing.',
  );
  const receiptOf = perConnector((operator) => ({
    outcomes: remembered((outcome: string) => receipts.of({ operator, outcome })),
    lag: receiptLag.of({ operator }),
    parked: parked.of({ operator }),
  }));

  const mo = tallies(registry, 'ujumbe_mo_total', 'Messages and parts that subscribers sent.');
  const moOf = perConnector((operator) => mo.of({ operator }));

  return {
    watchAccept: (accept) => async (account, requests, idempotency) => {
      const startedAt = performance.now();
      try {
        const results = await accept(account, requests, idempotency);
        for (const result of results) {
          if (result.accepted) accepted.inc();
          else refused(result.refusal.code).inc();
        }
        return results;
      } catch (error) {
        if (error instanceof TemporarilyUnavailable) unavailable.inc();
        throw error;
      } finally {
        acceptSeconds.observe((performance.now() - startedAt) / 1000);
      }
    },
    observeSubmit: (connectorId, kind, milliseconds) => {
      const children = submitOf(connectorId);
      children.kinds(kind).inc();
      children.seconds.observe(milliseconds / 1000);
    },
    observeFailover: (from, to, count) => failoverOf(from)(to).inc(count),
    observeReceipt: ({ connectorId, outcome }, how, sentAt) => {
      const children = receiptOf(connectorId);
      children.outcomes(outcome.kind === 'final' ? outcome.state : outcome.kind).inc();
      if (how === 'parked') children.parked.inc();
      if (sentAt !== undefined) children.lag.observe(Math.max(0, now() - sentAt) / 1000);
    },
    observeMo: (connectorId) => moOf(connectorId).inc(),
  };
}

function callbackMetrics(registry: Registry): Pick<Metrics, 'observeCallback'> {
  const attempts = tallies(registry, 'ujumbe_callbacks_total', 'Attempts to deliver callbacks.');
  const seconds = distributions(registry, 'ujumbe_callback_seconds', 'How long an attempt took.', SHORT);
  const lag = distributions(
    registry,
    'ujumbe_callback_lag_seconds',
    'From the news to its delivery to the customer.',
    LONG,
  );
  const of = remembered((kind: string) => ({
    outcomes: remembered((outcome: string) => attempts.of({ kind, outcome })),
    seconds: seconds.of({ kind }),
    lag: lag.of({ kind }),
  }));
  return {
    observeCallback: ({ kind, outcome, durationMs, lagMs }) => {
      const children = of(kind);
      children.outcomes(outcome).inc();
      children.seconds.observe(durationMs / 1000);
      if (outcome === 'delivered') children.lag.observe(lagMs / 1000);
    },
  };
}

/** HTTP on one side, the database on the other. */
function edgeMetrics(registry: Registry): Pick<Metrics, 'observeAnswer' | 'observeStatement'> {
  const answers = tallies(registry, 'ujumbe_http_answers_total', 'Answers of the HTTP server.');
  const answerSeconds = distributions(
    registry,
    'ujumbe_http_seconds',
    'From a request to its answer.',
    SHORT,
  );
  const ofRoute = remembered((route: string) => ({
    statuses: remembered((status: number) => answers.of({ route, status: String(status) })),
    seconds: answerSeconds.of({ route }),
  }));
  const flushSeconds = distributions(
    registry,
    'ujumbe_database_flush_seconds',
    'How long a statement of the hot path took.',
    SHORT,
  );
  const flushRows = distributions(
    registry,
    'ujumbe_database_flush_size',
    'Items one statement of the hot path carried.',
    GROUP_SIZES,
  );
  const ofStatement = remembered((statement: string): { seconds: Distribution; size: Distribution } => {
    const labels: Labels = { statement };
    return { seconds: flushSeconds.of(labels), size: flushRows.of(labels) };
  });
  return {
    observeAnswer: (route, status, milliseconds) => {
      const children = ofRoute(route);
      (children.statuses(status) satisfies Tally).inc();
      children.seconds.observe(milliseconds / 1000);
    },
    observeStatement: (statement, size, milliseconds) => {
      const children = ofStatement(statement);
      children.seconds.observe(milliseconds / 1000);
      children.size.observe(size);
    },
  };
}

/** Makes something once for each key; the keys are few. */
function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
