import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { HttpReader } from './http-reader.ts';
import { serveCommands } from './kit-process.ts';
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
  const idle: Lane[] = [];
  const result = { accepted: 0, failed: 0, firstFailure: null as string | null };
  const lanes = await Promise.all(Array.from({ length: order.connections }, () => openLane(target.port)));
  const startedAt = monotonicMs();
  let sent = 0;
  let answered = 0;

  await new Promise<void>((resolve, reject) => {
    const dueAt = (request: number) => startedAt + (request * target.batch * 1000) / (rate ?? 1);
    const sendOn = (lane: Lane) => {
      const request = sent++;
      lane.since = rate === null ? monotonicMs() : dueAt(request);
      lane.socket.write(requestOf(target, order.firstMessage + request * target.batch), 'latin1');
    };
    const mayGo = () => sent < requests && (rate === null || dueAt(sent) <= monotonicMs());
    const takeAnswer = (lane: Lane, answer: string, bodyAt: number) => {
      taken[answered++] = monotonicMs() - lane.since;
      const accepted = countOccurrences(answer, target.successMark, bodyAt);
      result.accepted += accepted;
      result.failed += target.batch - accepted;
      if (accepted < target.batch) result.firstFailure ??= answer.slice(0, 2000);
      if (answered === requests) resolve();
      else if (mayGo()) sendOn(lane);
      else idle.push(lane);
    };
    for (const lane of lanes) {
      lane.socket.on('data', (chunk) =>
        lane.reader.push(chunk, (answer, at) => takeAnswer(lane, answer, at)),
      );
      lane.socket.on('error', reject);
      lane.socket.on('close', () =>
        reject(new Error(`Port ${target.port} closed a connection in the middle of the load.`)),
      );
      if (mayGo()) sendOn(lane);
      else idle.push(lane);
    }
    if (rate === null) return;
    const tick = setInterval(() => {
      while (idle.length > 0 && mayGo()) sendOn(idle.pop() as Lane);
      if (sent === requests) clearInterval(tick);
    }, 1);
  }).finally(() => lanes.forEach(closeLane));
  return { startedAt, finishedAt: monotonicMs(), ...result, latencies: summarise(taken) };
}

type Lane = { socket: Socket; reader: HttpReader; since: number };

async function openLane(port: number): Promise<Lane> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return { socket, reader: new HttpReader(), since: 0 };
}

function closeLane({ socket }: Lane): void {
  socket.removeAllListeners('close');
  socket.destroy();
}

function countOccurrences(text: string, mark: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

if (import.meta.main) serveCommands({ run: runLoad } satisfies LoadCommands);
