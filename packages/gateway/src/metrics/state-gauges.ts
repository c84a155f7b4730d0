import { Gauge, type Registry } from 'prom-client';
import type { BindState } from '#core/connector.ts';
import { timeOfId } from '#core/ids.ts';
import { rarely } from './rarely.ts';
import type { MetricSources } from './sources.ts';

/** Registers gauges of what is as it is at the moment they are asked. */
export function registerStateGauges(registry: Registry, sources: MetricSources): void {
  registerOperators(registry, sources);
  registerQueues(registry, sources);
  registerBacklogs(registry, sources);
}

function registerOperators(registry: Registry, { binds, nameOf }: MetricSources): void {
  const perOperator = (name: string, help: string, read: (states: readonly BindState[]) => number) => {
    const gauge: Gauge<'operator'> = new Gauge({
      name,
      help,
      labelNames: ['operator'],
      registers: [registry],
      collect() {
        gauge.reset();
        for (const [id, states] of binds()) gauge.set({ operator: nameOf(id) }, read(states));
      },
    });
  };
  const bound = (states: readonly BindState[]) => states.filter((state) => state.phase === 'bound');
  perOperator('ujumbe_binds', 'Binds that an operator shall have.', (states) => states.length);
  perOperator('ujumbe_binds_up', 'Binds of an operator that are up.', (states) => bound(states).length);
  perOperator('ujumbe_window_size', 'Parts that may be unanswered at an operator.', (states) =>
    bound(states).reduce((sum, state) => sum + state.window, 0),
  );
  perOperator('ujumbe_window_used', 'Parts that are unanswered at an operator.', (states) =>
    states.reduce((sum, state) => sum + state.windowUsed, 0),
  );
}

function registerQueues(registry: Registry, sources: MetricSources): void {
  const { queues, nameOf, now } = sources;
  const rows = rarely(sources.waitingRows, now, []);
  const depth: Gauge<'operator' | 'place'> = new Gauge({
    name: 'ujumbe_queue_messages',
    help: 'Messages on their way to an operator: waiting in memory, waiting in rows, or submitted and not settled.',
    labelNames: ['operator', 'place'],
    registers: [registry],
    async collect() {
      const inRows = await rows();
      depth.reset();
      for (const { connector, waiting, inFlight } of queues()) {
        const operator = nameOf(connector.id);
        depth.set({ operator, place: 'memory' }, waiting);
        depth.set({ operator, place: 'in_flight' }, inFlight);
        depth.set({ operator, place: 'rows' }, 0);
      }
      for (const { connectorId, count } of inRows)
        depth.set({ operator: nameOf(connectorId), place: 'rows' }, count);
    },
  });
  const oldest: Gauge<'operator'> = new Gauge({
    name: 'ujumbe_queue_oldest_seconds',
    help: 'Since when the message has been waiting that has waited longest for an operator.',
    labelNames: ['operator'],
    registers: [registry],
    async collect() {
      const ids = new Map((await rows()).map((row) => [row.connectorId, row.oldestId]));
      oldest.reset();
      for (const { connector, oldestId } of queues()) {
        const inRows = ids.get(connector.id);
        if (oldestId !== null && (inRows === undefined || oldestId < inRows)) ids.set(connector.id, oldestId);
        else if (inRows === undefined) oldest.set({ operator: nameOf(connector.id) }, 0);
      }
      for (const [connectorId, id] of ids) {
        oldest.set({ operator: nameOf(connectorId) }, Math.max(0, now() - timeOfId(id)) / 1000);
      }
    },
  });
  const paused: Gauge<'operator'> = new Gauge({
    name: 'ujumbe_operator_paused',
    help: 'Whether an operator has asked for less, so that nothing is sent to it for a while: 1 or 0.',
    labelNames: ['operator'],
    registers: [registry],
    collect() {
      paused.reset();
      for (const queue of queues())
        paused.set({ operator: nameOf(queue.connector.id) }, queue.paused ? 1 : 0);
    },
  });
}

function registerBacklogs(registry: Registry, sources: MetricSources): void {
  const { acceptBacklog, recorderBacklog, callbacks, leaseHeld } = sources;
  const plain = (name: string, help: string, read: () => number) => {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
  };
  plain(
    'ujumbe_accept_backlog',
    'Messages that wait for their commit before they are answered.',
    acceptBacklog,
  );
  plain('ujumbe_record_backlog', 'Changes of messages that wait to be written.', recorderBacklog);
  plain('ujumbe_callbacks_held', 'Callbacks in memory.', () => callbacks().held);
  plain('ujumbe_callbacks_in_flight', 'Callbacks sent and not answered.', () => callbacks().inFlight);
  plain(
    'ujumbe_callback_outcomes_waiting',
    'Outcomes of callbacks that wait to be written.',
    () => callbacks().outcomesWaiting,
  );
  plain('ujumbe_callback_destinations', 'Origins callbacks go to.', () => callbacks().destinations);
  plain(
    'ujumbe_callback_destinations_resting',
    'Origins that failed so often that they are tried only now and then.',
    () => callbacks().resting,
  );
  plain('ujumbe_lease_held', 'Whether this node may send: 1 or 0.', () => (leaseHeld() ? 1 : 0));
}
