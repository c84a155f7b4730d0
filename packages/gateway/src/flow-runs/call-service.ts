import type { RunEvent } from '@ujumbe/flows';
import type { HttpAnswer, HttpMethod, HttpOrder } from '#callbacks/http-client.ts';
import type { OwedCall } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';

const ANSWER_BYTES = 64 * 1024;

/** Asks a web service for a flow. A call that is repeated after a crash has the same Idempotency-Key. Never rejects. */
export async function callService(
  { http, guard, log }: Pick<FlowRunsDeps, 'http' | 'guard' | 'log'>,
  call: OwedCall,
  withinMs = call.timeoutMs,
): Promise<RunEvent & { type: 'http_result' }> {
  const nothing = (err: string) => {
    log.warn({ call: call.key, block: call.block, err }, 'a web service of a flow did not answer');
    return { type: 'http_result', status: null, body: null } as const;
  };
  let url: URL;
  try {
    url = guard.checkUrl(call.url);
  } catch (error) {
    return nothing((error as Error).message);
  }
  const own = Object.entries(call.headers);
  const isTyped = own.some(([name]) => name.toLowerCase() === 'content-type');
  const typed = call.body === null || isTyped ? [] : ['Content-Type', 'application/json'];
  const order: HttpOrder = {
    method: call.method as HttpMethod,
    url,
    headers: [...typed, 'Accept', 'application/json', 'Idempotency-Key', call.key, ...own.flat()],
    ...(call.body === null ? {} : { body: call.body }),
    totalMs: Math.min(call.timeoutMs, withinMs),
    keepBytes: ANSWER_BYTES,
  };
  const answer = await new Promise<HttpAnswer>((done) => http.request(order, done));
  if (answer.status === null) return nothing(answer.error);
  if (!answer.isWhole) return nothing(answer.isLate ? 'its answer took too long' : 'its answer is too long');
  return { type: 'http_result', status: answer.status, body: bodyOf(answer.answer) };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
