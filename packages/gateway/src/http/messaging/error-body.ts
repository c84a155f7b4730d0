import { statusText } from '../http-error.ts';

/**
 * The body about a request that was stopped before any message was looked at, in the shape the documentation shows:
 * the time in UTC with three decimals and `+00:00`, the status as text unless the deployment wants a number.
 */
export function errorBody(
  atMs: number,
  status: number,
  message: string,
  path: string,
  statusAs: 'string' | 'number',
): string {
  return JSON.stringify({
    timestamp: timestampOf(atMs),
    status: statusAs === 'number' ? status : String(status),
    error: statusText(status),
    message,
    path,
  });
}

/** `2026-11-21T19:30:00.335+00:00` */
export function timestampOf(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+00:00');
}
