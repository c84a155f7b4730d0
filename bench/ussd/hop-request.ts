import { inputAt, msisdnOf, serviceCode } from './dialogue.ts';

/** Where hops go. */
export type HopTarget = { port: number; path: string };

/** The bytes of a hop as the operator sends it, in the dialect of Africa's Talking; Latin-1. */
export function hopRequest({ port, path }: HopTarget, session: number, hop: number): string {
  const body = new URLSearchParams([
    ['sessionId', operatorSessionOf(session)],
    ['phoneNumber', `+${msisdnOf(session)}`],
    ['networkCode', '63902'],
    ['serviceCode', serviceCode],
    ['text', inputAt(session, hop)],
  ]).toString();
  return (
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** In the operator's form: a prefix and 32 hexadecimal digits. */
export function operatorSessionOf(session: number): string {
  return `ATUid_${session.toString(16).padStart(32, '0')}`;
}
