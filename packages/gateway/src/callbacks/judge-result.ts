import type { HttpResult } from './http-client.ts';
import { waitAfterFailure } from './retry-schedule.ts';

export type Verdict =
  | { readonly outcome: 'delivered'; readonly status: number }
  | {
      readonly outcome: 'failed' | 'dead';
      /** Milliseconds to the next attempt; null for never. */
      readonly waitMs: number | null;
      readonly status: number | null;
      readonly error: string;
      readonly answer: string;
    };

/**
 * What an attempt means for its callback: any 2xx is delivered whatever the body says, all else is tried again by the
 * schedule. A redirect is not followed and so is a failure.
 *
 * @param attempt its number, from 1
 */
export function judgeResult(result: HttpResult, attempt: number): Verdict {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300) return { outcome: 'delivered', status };
  const waitMs = waitAfterFailure(attempt, status);
  const outcome = waitMs === null ? 'dead' : 'failed';
  return result.status === null
    ? { outcome, waitMs, status, error: result.error, answer: '' }
    : { outcome, waitMs, status, error: `answered ${result.status}`, answer: result.answer };
}
