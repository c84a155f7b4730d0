import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * Headers that prove a callback is ours (Standard Webhooks 1.0.0): the id stays the same over retries, the timestamp is
 * of this attempt, and there is one signature per secret, so that a customer can change secrets without a gap.
 *
 * @param id of the message or MO
 * @param secrets `whsec_` and base64, newest first
 * @returns names and values in turn
 */
export function signatureHeaders(
  id: string,
  body: string,
  nowMs: number,
  secrets: readonly string[],
): string[] {
  const timestamp = Math.floor(nowMs / 1000);
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`,
  );
  return [
    'webhook-id',
    id,
    'webhook-timestamp',
    String(timestamp),
    'webhook-signature',
    signatures.join(' '),
  ];
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
}
