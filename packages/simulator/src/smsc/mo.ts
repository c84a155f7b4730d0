import {
  chooseEncoding,
  dataCodingFor,
  type Encoding,
  EsmClass,
  encodePdu,
  encodeText,
  formatConcatUdh,
  type PduInput,
  splitText,
} from '@ujumbe/smpp';
import { InvalidInput } from '../invalid-input.ts';
import { addressOf } from './address.ts';

/** A message a subscriber sends to a short code or number. */
export interface Mo {
  /** MSISDN of the subscriber. */
  from: string;
  to: string;
  text: string;
  /** Cut into this many parts, however short the text. Left out: as many as the text needs. */
  parts?: number;
  /** Default: GSM where the text fits it, else UCS-2. */
  encoding?: Encoding;
  /** Everything is delivered a second time after it was answered, as after a lost deliver_sm_resp. */
  duplicate?: boolean;
  /** Parts leave in a mixed order (two parts: the second first). */
  shuffled?: boolean;
  /** system_id of the bind to deliver to. Left out: whichever is bound to receive. */
  binding?: string;
}

export interface MoResult {
  /** `accepted` when every deliver_sm was answered ESME_ROK, else `refused`. */
  state: 'accepted' | 'refused';
  parts: number;
  /** command_status of each answer, by name, in the order sent. */
  answers: string[];
}

/** The deliver_sm PDUs of an MO, in the order they will leave. Throws `InvalidInput` when it cannot be encoded. */
export function buildMo(mo: Mo, reference: number, random: () => number): PduInput<'deliver_sm'>[] {
  const encoding = mo.encoding ?? chooseEncoding(mo.text);
  const texts = textsOf(mo, encoding);
  const source = addressOf(mo.from);
  const destination = addressOf(mo.to);
  const pdus = texts.map((text, index): PduInput<'deliver_sm'> => {
    const header =
      texts.length === 1
        ? Buffer.alloc(0)
        : formatConcatUdh({ reference: reference & 0xff, total: texts.length, sequence: index + 1, bits: 8 });
    return checked({
      command: 'deliver_sm',
      sourceAddrTon: source.ton,
      sourceAddrNpi: source.npi,
      sourceAddr: source.address,
      destAddrTon: destination.ton,
      destAddrNpi: destination.npi,
      destinationAddr: destination.address,
      esmClass: texts.length === 1 ? 0 : EsmClass.udhi,
      dataCoding: dataCodingFor(encoding),
      shortMessage: Buffer.concat([header, encodeText(text, encoding, 'gsm', header.length)]),
    });
  });
  return mo.shuffled ? shuffle(pdus, random) : pdus;
}

/** Refuses at once what could never be written, an address that is too long for example. */
function checked(pdu: PduInput<'deliver_sm'>): PduInput<'deliver_sm'> {
  try {
    encodePdu(pdu);
    return pdu;
  } catch (error) {
    throw new InvalidInput(
      'mo',
      pdu.sourceAddr,
      `fields that fit a deliver_sm (${(error as Error).message})`,
    );
  }
}

function textsOf(mo: Mo, encoding: Encoding): string[] {
  let texts: string[];
  try {
    texts = splitText(mo.text, { method: 'udh8', encoding });
  } catch (error) {
    throw new InvalidInput('text', mo.text, `text that fits ${encoding} (${(error as Error).message})`);
  }
  if (mo.parts === undefined) return texts;
  if (mo.parts < texts.length || mo.parts > Math.max(1, mo.text.length)) {
    const expected = `${texts.length} to ${Math.max(1, mo.text.length)} parts for a text of this length`;
    throw new InvalidInput('parts', mo.parts, expected);
  }
  return cutEvenly(mo.text, mo.parts);
}

/** Cuts between characters, never inside a surrogate pair; later parts may be empty if pairs leave too few cuts. */
function cutEvenly(text: string, parts: number): string[] {
  const characters = [...text];
  return Array.from({ length: parts }, (_, index) =>
    characters
      .slice(
        Math.floor((index * characters.length) / parts),
        Math.floor(((index + 1) * characters.length) / parts),
      )
      .join(''),
  );
}

/** Never the original order, so that a test of order cannot pass by luck. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
  return shuffled.every((item, index) => item === items[index]) ? shuffled.reverse() : shuffled;
}
