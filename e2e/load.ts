import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';

export type Sent = { readonly msisdn: string; readonly msgId: string };

let nextNumber = 0;

/** A made-up mobile number nobody else in this run gets. */
export function freshNumber(): string {
  nextNumber += 1;
  return `254722${String(nextNumber).padStart(6, '0')}`;
}

/**
 * Sends messages one by one over some connections, as fast as they are answered. A request without an answer is not repeated:
 * its message may or may not
 * exist, and another is sent in its place.
 * @returns those that were answered SUCCESS
 */
export async function sendMany(
  client: Client,
  sender: string,
  count: number,
  connections: number,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let underWay = 0;
  const lane = async () => {
    while (sent.length + underWay < count) {
      underWay += 1;
      const msisdn = freshNumber();
      const answer = await client.send({
        from: sender,
        to: msisdn,
        message: `Message to ${msisdn}`,
        refId: msisdn,
      });
      underWay -= 1;
      if (answer?.status === 'SUCCESS') sent.push({ msisdn, msgId: answer.msgId });
      else if (answer === null) await sleep(20);
      else throw new Error(`refused: ${JSON.stringify(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return sent;
}
