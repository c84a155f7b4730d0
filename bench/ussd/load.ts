import { serveCommands } from '../kit-process.ts';
import { Lane } from '../lane.ts';
import { type Latencies, summarise } from '../latencies.ts';
import { monotonicMs } from '../monotonic.ts';
import { hopsOfSession, screenAt } from './dialogue.ts';
import { type HopTarget, hopRequest } from './hop-request.ts';
import { closedPace, type DueHop, openPace, type Pace, type Sessions } from './pace.ts';

type SessionLoad = Sessions & {
  target: HopTarget;
  /** Keep-alive connections, each with at most one hop under way. */
  connections: number;
  /** Hops a second, or null for a closed loop: every menu is answered at once. */
  rate: number | null;
  /** From one entry of a subscriber to the next, in milliseconds, at a fixed rate. */
  thinkMs: number;
};

/** Times in milliseconds, those of instants of the monotonic clock. */
type SessionLoadResult = {
  startedAt: number;
  finishedAt: number;
  /** Hops that were answered with another screen than the application's for this hop. */
  failed: number;
  firstFailure: string | null;
  /** Of the hop as the operator sees it, without what the application says it took. */
  added: Latencies;
  /** What the application says it took, the median. */
  appMs: number;
};

export type SessionLoadCommands = { run(order: SessionLoad): Promise<SessionLoadResult> };

/**
 * Plays whole sessions as an operator and waits for every answer.
 * @throws Error when a connection is refused or breaks
 */
export async function runSessions(order: SessionLoad): Promise<SessionLoadResult> {
  const hops = order.sessions * hopsOfSession;
  const added = new Float64Array(hops);
  const appTimes = new Float64Array(hops);
  const result = { failed: 0, firstFailure: null as string | null };
  const underWay = new Map<Lane, DueHop>();
  const ready: DueHop[] = [];
  const done = Promise.withResolvers<void>();
  let answered = 0;

  const takeAnswer = (lane: Lane, answer: string, bodyAt: number) => {
    const now = monotonicMs();
    const hop = underWay.get(lane) as DueHop;
    const appMs = appMsIn(answer, bodyAt, screenAt(hop.session, hop.hop));
    if (appMs === null) {
      result.failed += 1;
      result.firstFailure ??= answer.slice(0, 2000);
    }
    added[answered] = now - hop.dueAt - (appMs ?? 0);
    appTimes[answered] = appMs ?? 0;
    answered += 1;
    if (answered === hops) return done.resolve();
    ready.push(...(pace?.answered(hop, now) ?? []));
    idle.push(lane);
    send();
  };
  const send = () => {
    while (idle.length > 0 && ready.length > 0) {
      const [lane, hop] = [idle.pop() as Lane, ready.shift() as DueHop];
      underWay.set(lane, hop);
      lane.send(hopRequest(order.target, hop.session, hop.hop));
    }
  };
  const sendWhatIsDue = () => {
    ready.push(...(pace?.due(monotonicMs()) ?? []));
    send();
  };

  const lanes = Array.from(
    { length: order.connections },
    () => new Lane(order.target.port, { onAnswer: takeAnswer, onBroken: done.reject }),
  );
  const idle = [...lanes];
  let startedAt = 0;
  let pace: Pace | null = null;
  let tick: NodeJS.Timeout | undefined;
  try {
    await Promise.race([done.promise, Promise.all(lanes.map((lane) => lane.opened()))]);
    startedAt = monotonicMs();
    pace = paceOf(order, startedAt);
    tick = setInterval(sendWhatIsDue, 1);
    sendWhatIsDue();
    await done.promise;
  } finally {
    clearInterval(tick);
    for (const lane of lanes) lane.close();
  }
  const finishedAt = monotonicMs();
  return { startedAt, finishedAt, ...result, added: summarise(added), appMs: summarise(appTimes).p50 };
}

function paceOf(order: SessionLoad, startedAt: number): Pace {
  return order.rate === null
    ? closedPace(order, order.connections)
    : openPace(order, startedAt, order.rate, order.thinkMs);
}

/** Milliseconds that the application took, as its answer says; null where it is not the screen awaited. */
function appMsIn(answer: string, bodyAt: number, screen: string): number | null {
  if (!answer.startsWith('HTTP/1.1 200 ') || !answer.startsWith(screen, bodyAt)) return null;
  const micros = answer.slice(bodyAt + screen.length);
  return /^\d+$/.test(micros) ? Number(micros) / 1000 : null;
}

if (import.meta.main) serveCommands({ run: runSessions } satisfies SessionLoadCommands);
