import { lane } from '#core/accept.ts';
import { newId } from '#core/ids.ts';
import type { MtMessage } from './message.ts';

let number = 0;

/** A message on its way out, as it stands after its commit. Each goes to another number. */
export function testMessage(wish: Partial<MtMessage> = {}): MtMessage {
  number += 1;
  return {
    id: newId(),
    accountId: 1,
    connectorId: 1,
    owner: 1,
    msisdn: `2547${String(number).padStart(8, '0')}`,
    sender: 'TIARA',
    refId: '',
    text: `text ${number}`,
    encoding: 'gsm7',
    linkId: null,
    flash: false,
    lane: lane.normal,
    mcc: '639',
    mnc: '02',
    parts: 1,
    receiptsDue: wish.parts ?? 1,
    wantsCallback: true,
    expiresAt: Date.parse('2026-11-22T10:00:00.000Z'),
    attempts: 0,
    possibleDuplicate: false,
    partsDone: [],
    released: false,
    ...wish,
  };
}
