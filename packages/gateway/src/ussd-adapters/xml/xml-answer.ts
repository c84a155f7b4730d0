import type { UssdHttpAnswer } from '#core/ussd-adapter.ts';

/** An answer in XML, which is UTF-8. */
export function xmlAnswer(body: string): UssdHttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}
