import type { UssdHttpAnswer } from '#core/ussd-adapter.ts';

/** An answer in plain text. */
export function textAnswer(body: string, headers: Readonly<Record<string, string>> = {}): UssdHttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

/** An answer in JSON. */
export function jsonAnswer(body: object): UssdHttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** The answer to a request that shows nothing, such as one that tells of an end. */
export function emptyAnswer(status = 200): UssdHttpAnswer {
  return { status, headers: {}, body: '' };
}
