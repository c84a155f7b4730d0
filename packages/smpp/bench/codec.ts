/// <reference path="../test/npm-smpp.d.ts" />
/**
 * Codec and round trips beside npm `smpp` 0.5.1, same text and same work: both encode the text into GSM, both decode
 * it again. Run: node packages/smpp/bench/codec.ts
 */

import smpp from 'smpp';
import {
  decodePdu,
  decodeShortMessage,
  encodeGsm7,
  encodePdu,
  type MessagePdu,
  type PduOf,
  parseReceipt,
} from '../src/index.ts';
import { roundTripsOfNpm, roundTripsOfOurs } from './round-trips.ts';
import { median, type Row, showTable } from './table.ts';

const ROUNDS = 5;
const PER_ROUND = 40_000;

const text =
  'Dear customer, your payment of KES 1,250.00 to account 4471 was received. Ref QX7T2 on 21/11. Thank you for banking with us today.';
const receipt =
  'id:0169552957 sub:001 dlvrd:001 submit date:2611211930 done date:2611211931 stat:DELIVRD err:000 text:Dear customer, your ';

const submit = {
  command: 'submit_sm',
  sequence: 2,
  sourceAddrTon: 5,
  sourceAddr: 'TIARA',
  destAddrTon: 1,
  destAddrNpi: 1,
  destinationAddr: '254700000001',
  registeredDelivery: 1,
} as const;
const deliver = { ...submit, command: 'deliver_sm', esmClass: 4, registeredDelivery: 0 } as const;
const tlvs = { receiptedMessageId: '0A1B2C3D', messageState: 2 };

const npmSubmit = {
  sequence_number: 2,
  source_addr_ton: 5,
  source_addr: 'TIARA',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '254700000001',
  registered_delivery: 1,
  data_coding: 0,
};
const npmDeliver = {
  ...npmSubmit,
  esm_class: 4,
  registered_delivery: 0,
  receipted_message_id: '0A1B2C3D',
  message_state: 2,
};

const submitFrame = encodePdu({ ...submit, shortMessage: encodeGsm7(text) });
const deliverFrame = encodePdu({ ...deliver, shortMessage: encodeGsm7(receipt), tlvs });
const respFrame = encodePdu({ command: 'submit_sm_resp', sequence: 2, messageId: '0A1B2C3D' });
const deliverRespFrame = encodePdu({ command: 'deliver_sm_resp', sequence: 2 });

const readText = (frame: Buffer): string => decodeShortMessage(decodePdu(frame) as MessagePdu).text;

interface Pair {
  name: string;
  ours: () => unknown;
  npm?: () => unknown;
}

const pairs: Pair[] = [
  {
    name: 'submit_sm encode, text included',
    ours: () => encodePdu({ ...submit, shortMessage: encodeGsm7(text) }),
    npm: () => new smpp.PDU('submit_sm', { ...npmSubmit, short_message: text }).toBuffer(),
  },
  {
    name: 'submit_sm decode, text included',
    ours: () => readText(submitFrame),
    npm: () => new smpp.PDU(submitFrame).short_message,
  },
  {
    name: 'submit_sm_resp encode',
    ours: () => encodePdu({ command: 'submit_sm_resp', sequence: 2, messageId: '0A1B2C3D' }),
    npm: () => new smpp.PDU('submit_sm_resp', { sequence_number: 2, message_id: '0A1B2C3D' }).toBuffer(),
  },
  { name: 'submit_sm_resp decode', ours: () => decodePdu(respFrame), npm: () => new smpp.PDU(respFrame) },
  {
    name: 'deliver_sm + 2 TLVs encode, text included',
    ours: () => encodePdu({ ...deliver, shortMessage: encodeGsm7(receipt), tlvs }),
    npm: () => new smpp.PDU('deliver_sm', { ...npmDeliver, short_message: receipt }).toBuffer(),
  },
  {
    name: 'deliver_sm + 2 TLVs decode, text included',
    ours: () => readText(deliverFrame),
    npm: () => new smpp.PDU(deliverFrame).short_message,
  },
  {
    name: 'deliver_sm_resp encode',
    ours: () => encodePdu({ command: 'deliver_sm_resp', sequence: 2 }),
    npm: () => new smpp.PDU('deliver_sm_resp', { sequence_number: 2 }).toBuffer(),
  },
  {
    name: 'deliver_sm_resp decode',
    ours: () => decodePdu(deliverRespFrame),
    npm: () => new smpp.PDU(deliverRespFrame),
  },
  {
    name: 'deliver_sm decode and parseReceipt',
    ours: () => parseReceipt(decodePdu(deliverFrame) as PduOf<'deliver_sm'>),
  },
];

/** CPU microseconds of one call, over one round. */
function cpuMicroseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  let kept: unknown;
  for (let call = 0; call < PER_ROUND; call++) kept = work();
  const { user, system } = process.cpuUsage(before);
  if (kept === undefined) throw new Error('the work gave nothing');
  return (user + system) / PER_ROUND;
}

function measureCodec({ name, ours, npm }: Pair): Row {
  const results: { ours: number[]; npm: number[] } = { ours: [], npm: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const own = cpuMicroseconds(ours);
    const other = npm === undefined ? Number.NaN : cpuMicroseconds(npm);
    // The first round warms the compiler up.
    if (round > 0) {
      results.ours.push(own);
      results.npm.push(other);
    }
  }
  const [own, other] = [median(results.ours), median(results.npm)];
  return { name, ours: own.toFixed(2), npm: other, ratio: other / own, decimals: 2 };
}

function check(): void {
  const theirs = new smpp.PDU('submit_sm', { ...npmSubmit, short_message: text }).toBuffer();
  if (!theirs.equals(submitFrame)) throw new Error('the two do not write the same submit_sm');
  if (new smpp.PDU(submitFrame).short_message?.message !== readText(submitFrame)) {
    throw new Error('the two do not read the same text');
  }
}

check();
showTable('CPU µs per PDU (lower is better)', pairs.map(measureCodec));

const rows: Row[] = [];
for (const window of [50, 500]) {
  const own = { rate: [] as number[], cpu: [] as number[] };
  const other = { rate: [] as number[], cpu: [] as number[] };
  for (let round = 0; round < 4; round++) {
    const a = await roundTripsOfOurs({ count: 60_000, window, text });
    const b = await roundTripsOfNpm({ count: 15_000, window, text });
    if (round === 0) continue;
    own.rate.push(a.perSecond);
    own.cpu.push(a.cpuMicroseconds);
    other.rate.push(b.perSecond);
    other.cpu.push(b.cpuMicroseconds);
  }
  const rate = { ours: median(own.rate), npm: median(other.rate) };
  const cpu = { ours: median(own.cpu), npm: median(other.cpu) };
  rows.push(
    {
      name: `round trips/s, window ${window}`,
      ours: rate.ours.toFixed(0),
      npm: rate.npm,
      ratio: rate.ours / rate.npm,
      decimals: 0,
    },
    {
      name: `CPU µs per round trip, window ${window}`,
      ours: cpu.ours.toFixed(1),
      npm: cpu.npm,
      ratio: cpu.npm / cpu.ours,
      decimals: 1,
    },
  );
}
showTable('submit_sm over loopback, both sides in one process, text encoded and decoded', rows);
