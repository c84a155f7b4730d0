import { cpuByProcess, cpuSince } from './cpu-by-process.ts';
import type { Kit } from './kit.ts';
import type { LoadResult } from './load.ts';
import { memoryOf } from './proc.ts';
import type { RunningSubject } from './subject.ts';

export type MeasureOrder = {
  messages: number;
  connections: number;
  /** Messages a second; null for a closed loop. */
  rate: number | null;
  receiptDelayMs: number;
};

/** One load through one subject, from the first request to the last callback answered. */
export type Measurement = {
  messages: number;
  /** From the first request to the last callback answered, without the delay of the last receipt. */
  endToEndPerSecond: number;
  acceptedPerSecond: number;
  latencies: LoadResult['latencies'];
  /** CPU microseconds a message, by process. */
  cpuMicros: Record<string, number>;
  /** CPU seconds that went to processes outside the bench meanwhile. Over 1 spoils the round. */
  otherCpuSeconds: number;
  rssPeakBytes: number | null;
  /** What did not add up; empty in a sound round. */
  faults: string[];
};

/** Gives up on callbacks when none has come for this long, beyond the receipts' own delay. */
const quietMs = 10_000;

export async function measure(kit: Kit, subject: RunningSubject, order: MeasureOrder): Promise<Measurement> {
  await kit.smsc.call('behave', { receiptDelayMs: order.receiptDelayMs, submitsPerSecond: null });
  await kit.sink.call('expect', order.messages);
  const processes = { load: kit.load, smsc: kit.smsc, sink: kit.sink };
  const before = await cpuByProcess(subject, processes);
  const load = await kit.load.call('run', {
    target: subject.target,
    firstMessage: kit.messagesSent,
    messages: order.messages,
    connections: order.connections,
    rate: order.rate,
  });
  kit.messagesSent += order.messages;
  const sink = await kit.sink.call('finished', quietMs + order.receiptDelayMs);
  const cpu = cpuSince(before, await cpuByProcess(subject, processes), order.messages);
  const smsc = await kit.smsc.call('count');
  return {
    messages: order.messages,
    endToEndPerSecond: (sink.distinct * 1000) / (sink.lastAt - load.startedAt - order.receiptDelayMs),
    acceptedPerSecond: (load.accepted * 1000) / (load.finishedAt - load.startedAt),
    latencies: load.latencies,
    ...cpu,
    rssPeakBytes: memoryOf(subject.mainPid)?.peak ?? null,
    faults: [
      ...fault(load.failed, `requests failed, the first with: ${load.firstFailure ?? ''}`),
      ...fault(order.messages - smsc.submits + smsc.duplicates, 'messages never reached the operator'),
      ...fault(smsc.duplicates, 'messages reached the operator more than once'),
      ...fault(order.messages - sink.distinct, 'callbacks never came'),
      ...fault(sink.total - sink.distinct, 'callbacks came again'),
    ],
  };
}

function fault(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
