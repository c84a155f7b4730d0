import { serveCommands } from './kit-process.ts';
import { Lane } from './lane.ts';
import { type Latencies, summarise } from './latencies.ts';
import { type LoadTarget, requestOf } from './load-target.ts';
import { monotonicMs } from './monotonic.ts';

export type LoadOrder = {
  target: LoadTarget;
  /** Numbers and refIds are counted from here, so that no two orders of one run share any. */
  firstMessage: number;
  /** A multiple of the target's batch. */
  messages: number;
  /** Keep-alive connections, each with at most one request under way. */
  connections: number;
  /** Messages a second, or null for a closed loop: every answer is followed by the next request at once. */
  rate: number | null;
};

/** Times are of the monotonic clock, in milliseconds. */
export type LoadResult = {
  startedAt: number;
  finishedAt: number;
  accepted: number;
  failed: number;
  /** The first answer that was not a success, to show what went wrong. */
  firstFailure: string | null;
  latencies: Latencies;
};

export type LoadCommands = { run(order: LoadOrder): Promise<LoadResult> };

/**
 * Sends an order's messages and waits for every answer.
 * At a fixed rate a latency counts from the instant the request was due, not from when a connection was free for it:
 * a server that stalls is charged for all who had to wait.
 * @throws Error when a connection is refused or breaks
 */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const { target, rate } = order;
  const requests = order.messages / target.batch;
  const taken = new Float64Array(requests);
  const result = { accepted: 0, failed: 0, firstFailure: null as string | null };
  const idle: Lane[] = [];
  const done = Promise.withResolvers<void>();
  let startedAt = Number.POSITIVE_INFINITY;
  let sent = 0;
  let answered = 0;

  const dueAt = (request: number) =>
    rate === null ? startedAt : startedAt + (request * target.batch * 1000) / rate;
  const mayGo = () => sent < requests && dueAt(sent) <= monotonicMs();
  const sendOn = (lane: Lane) => {
    const request = sent++;
    lane.since = rate === null ? monotonicMs() : dueAt(request);
    lane.send(requestOf(target, order.firstMessage + request * target.batch));
  };
  const sendWhatIsDue = () => {
    while (idle.length > 0 && mayGo()) sendOn(idle.pop() as Lane);
  };
  const takeAnswer = (lane: Lane, answer: string, bodyAt: number) => {
    taken[answered++] = monotonicMs() - lane.since;
    const accepted = countOccurrences(answer, target.successMark, bodyAt);
    result.accepted += accepted;
    result.failed += target.batch - accepted;
    if (accepted < target.batch) result.firstFailure ??= answer.slice(0, 2000);
    if (answered === requests) done.resolve();
    else if (mayGo()) sendOn(lane);
    else idle.push(lane);
  };

  for (let lane = 0; lane < order.connections; lane += 1)
    idle.push(new Lane(target.port, { onAnswer: takeAnswer, onBroken: done.reject }));
  const lanes = [...idle];
  const tick = setInterval(sendWhatIsDue, 1);
  try {
    await Promise.race([done.promise, Promise.all(lanes.map((lane) => lane.opened()))]);
    startedAt = monotonicMs();
    sendWhatIsDue();
    await done.promise;
  } finally {
    clearInterval(tick);
    for (const lane of lanes) lane.close();
  }
  return { startedAt, finishedAt: monotonicMs(), ...result, latencies: summarise(taken) };
}

function countOccurrences(text: string, mark: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

if (import.meta.main) serveCommands({ run: runLoad } satisfies LoadCommands);
