import type { Kit } from './kit.ts';
import { sendbatchTarget } from './load-target.ts';
import { memoryOf } from './proc.ts';
import type { Customer } from './provision.ts';
import type { Subject } from './subject.ts';

/** What `--backlog --json` writes. Megabytes are 10^6 octets, of the gateway's process without the database. */
export type BacklogFigures = {
  backlog_messages: number;
  backlog_accepted_msgs_per_s: number;
  backlog_accept_p99_ms: number;
  backlog_rss_mb: number | null;
  backlog_rss_end_mb: number | null;
  backlog_submitted: number;
  faults: string[];
};

const batch = 1000;
const connections = 4;
const operatorPerSecond = 50;

/** Accepts messages far faster than the operator takes them, and looks at what the gateway's memory does. */
export async function measureBacklog(
  kit: Kit,
  gateway: Subject,
  customer: Customer,
  atLeast: number,
): Promise<BacklogFigures> {
  const messages = Math.ceil(atLeast / batch) * batch;
  await kit.smsc.call('behave', { receiptDelayMs: 0, submitsPerSecond: operatorPerSecond });
  const running = await gateway.start(kit);
  try {
    const target = sendbatchTarget(running.target.port, customer.key, customer.sender, batch);
    const load = await kit.load.call('run', {
      target,
      firstMessage: kit.messagesSent,
      messages,
      connections,
      rate: null,
    });
    kit.messagesSent += messages;
    const { submits } = await kit.smsc.call('count');
    const memory = memoryOf(running.mainPid);
    return {
      backlog_messages: messages - submits,
      backlog_accepted_msgs_per_s: Math.round((load.accepted * 1000) / (load.finishedAt - load.startedAt)),
      backlog_accept_p99_ms: Math.round(load.latencies.p99),
      backlog_rss_mb: memory && Math.round(memory.peak / 1e6),
      backlog_rss_end_mb: memory && Math.round(memory.now / 1e6),
      backlog_submitted: submits,
      faults:
        load.failed === 0 ? [] : [`${load.failed} messages refused, the first with: ${load.firstFailure}`],
    };
  } finally {
    await running.stop();
  }
}
