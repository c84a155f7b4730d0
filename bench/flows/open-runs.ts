import { prepareGateway } from '../gateway.ts';
import { startKit, stopKit } from '../kit.ts';
import type { LoadTarget } from '../load-target.ts';
import { memoryOf } from '../proc.ts';
import { addSurvey, surveyName } from './provision.ts';

/** What `--flows` tells of a gateway with many open runs. Megabytes are 10^6 octets, of its process without the database. */
export type OpenRunsFigures = {
  open_runs: number;
  triggers_per_s: number;
  trigger_p50_ms: number;
  trigger_p99_ms: number;
  /** Before the first trigger. */
  open_runs_rss_start_mb: number | null;
  open_runs_rss_mb: number | null;
  open_runs_rss_end_mb: number | null;
  faults: string[];
};

const connections = 32;

/** Triggers one survey for as many people as there shall be open runs, and looks at what the gateway's memory does. */
export async function measureOpenRuns(runs: number, profile: boolean): Promise<OpenRunsFigures> {
  const kit = await startKit();
  const gateway = await prepareGateway({ smscPort: kit.smscPort, sinkPort: kit.sinkPort, profile });
  try {
    const surveyId = await addSurvey(gateway.place, gateway.customer);
    const running = await gateway.subject.start(kit);
    try {
      const idle = memoryOf(running.mainPid);
      const load = await kit.load.call('run', {
        target: triggerTarget(running.target.port, gateway.customer.key, surveyId),
        firstMessage: 0,
        messages: runs,
        connections,
        rate: null,
      });
      const memory = memoryOf(running.mainPid);
      return {
        open_runs: load.accepted,
        triggers_per_s: Math.round((load.accepted * 1000) / (load.finishedAt - load.startedAt)),
        trigger_p50_ms: Math.round(load.latencies.p50),
        trigger_p99_ms: Math.round(load.latencies.p99),
        open_runs_rss_start_mb: idle && Math.round(idle.now / 1e6),
        open_runs_rss_mb: memory && Math.round(memory.peak / 1e6),
        open_runs_rss_end_mb: memory && Math.round(memory.now / 1e6),
        faults:
          load.failed === 0 ? [] : [`${load.failed} triggers refused, the first with: ${load.firstFailure}`],
      };
    } finally {
      await running.stop();
    }
  } finally {
    gateway.remove();
    await stopKit(kit);
  }
}

function triggerTarget(port: number, key: string, surveyId: number): LoadTarget {
  return {
    port,
    head:
      `POST /engagements/trigger HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\n` +
      'Content-Type: application/json\r\nContent-Length: ',
    parts: ['{"msisdn":"', '","srcSystem":"', `","dataFeed":"${surveyName}","fileName":"${surveyId}"}`],
    successMark: '"status":"SUCCESS"',
    batch: 1,
  };
}
