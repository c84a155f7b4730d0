import type { InboundReceipt } from '#core/connector.ts';
import type { ReceiptIdMode, ReceiptsPolicy } from '#core/operator-profile.ts';
import { accepted } from '#mt/test-connector.ts';
import { openRoom, type Room, requestOf, until } from '#mt/test-room.ts';
import { ReceiptDeadlines } from './deadlines.ts';
import { OrphanReceipts } from './orphans.ts';
import { ReceiptIntake } from './receive.ts';

export type Given = Awaited<ReturnType<typeof openIntake>>;

/** A room whose operator sends receipts. The sweep of parked ones runs when a test asks. */
export async function openIntake() {
  let orphans: OrphanReceipts | null = null;
  const room = await openRoom({ onSent: (...heard) => orphans?.onSent(...heard) });
  const profile: { receiptIdMode: ReceiptIdMode; receipts: ReceiptsPolicy; partialGraceMs: number } = {
    receiptIdMode: 'auto',
    receipts: 'all',
    partialGraceMs: 7_200_000,
  };
  const observed: string[] = [];
  const learned: string[] = [];
  const connection = room.connection('receipts');
  const parking = new OrphanReceipts({
    connection: room.connection('parked'),
    pool: room.pool,
    log: room.log,
  });
  orphans = parking;
  /** Those of a node: each has its own recorder, as it has its own memory. */
  const deadlinesOver = (recorder: Room['recorder']) =>
    new ReceiptDeadlines({
      pool: room.pool,
      recorder,
      clock: room.clock,
      partialGraceMs: () => profile.partialGraceMs,
    });
  const deadlines = deadlinesOver(room.recorder);
  const intakeOver = (sent: Room['sent']) =>
    new ReceiptIntake({
      connection,
      pool: room.pool,
      recorder: room.recorder,
      sent,
      orphans: parking,
      deadlines,
      profile: () => profile,
      learnOptOut: async ({ msisdn, sender }, reason) => {
        learned.push(`${msisdn} ${sender} ${reason}`);
      },
      observe: (_, how) => observed.push(how),
    });
  const intake = intakeOver(room.sent);
  parking.start(
    (receipt) => intake.find(receipt),
    (receipt, sent) => intake.apply(receipt, sent),
  );
  parking.stop();
  return {
    room,
    intake,
    orphans: parking,
    deadlines,
    deadlinesOver,
    /** Of the look-ups of messages. */
    connection,
    profile,
    observed,
    /** Opt-outs that receipts told of. */
    learned,
    /** An intake that knows nothing of what this process sent, as another process does. */
    forgetful: () =>
      intakeOver({ find: () => undefined, remove: () => undefined } as unknown as Room['sent']),
    /** Sends a text and, unless the prefix is null, has it accepted under `<prefix>-<part>`. */
    sent: async (text = 'hello', prefix: string | null = 'ID', to = '254711000001'): Promise<void> => {
      await room.acceptor.accept(room.account, [requestOf(text, { to })], null);
      await until(() => room.connector.texts.includes(text));
      if (prefix === null) return;
      const { sms, answer } = room.connector.of(text);
      answer(accepted(sms, prefix));
      await room.recorder.drain();
    },
    parked: () =>
      room.rows<{ id_keys: string[]; tries: number }>(
        'select id_keys, tries from orphan_receipts order by id',
      ),
  };
}

export type Said =
  | 'enroute'
  | 'unknown'
  | 'delivered'
  | 'undeliverable'
  | 'expired'
  | 'blacklisted'
  | 'rejected';

export function receipt(
  operatorIds: string | string[],
  said: Said = 'delivered',
  more: Partial<InboundReceipt> = {},
): InboundReceipt {
  return {
    connectorId: 1,
    operatorIds: [operatorIds].flat(),
    msisdn: '',
    outcome: said === 'enroute' || said === 'unknown' ? { kind: said } : { kind: 'final', state: said },
    reason: said.toUpperCase(),
    ...more,
  };
}

/** A text of so many parts. */
export const long = (parts: number) => 'x'.repeat(153 * parts);
