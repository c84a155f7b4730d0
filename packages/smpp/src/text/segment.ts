import type { Tlvs } from '../tlv.ts';
import {
  defaultEncodingProfile,
  type Encoding,
  type EncodingProfile,
  encodeText,
} from './encoding-profile.ts';
import { type LongMethod, splitText } from './split.ts';
import { formatConcatUdh } from './udh.ts';

/** One submit_sm's share of a message. */
export interface Segment {
  /** Header and text; empty when the text travels in `tlvs.messagePayload`. */
  shortMessage: Buffer;
  /** Whether esm_class needs the UDHI bit (0x40). */
  esmClassUdhi: boolean;
  tlvs?: Tlvs;
  /** The text of this part. */
  text: string;
}

export interface SegmentOptions {
  method?: LongMethod;
  /** From `chooseEncoding(text, profile.dc0)` when the profile is not the default. */
  encoding: Encoding;
  /** Concatenation reference: 0..255, or 0..65535 with `udh16` and `sar`. */
  reference: number;
  profile?: Pick<EncodingProfile, 'dc0'>;
}

/** short_message holds 254 octets (SMPP 3.4 section 4.4.1). */
const SHORT_MESSAGE_MAX = 254;
const MAX_PARTS = 255;

/**
 * Octets for each submit_sm of a text, in order. A text that fits one part needs no header.
 *
 * @throws RangeError when the text does not fit the encoding or needs more than 255 parts.
 */
export function segmentMessage(text: string, options: SegmentOptions): Segment[] {
  const { encoding, reference, method = 'udh8' } = options;
  const dc0 = options.profile?.dc0 ?? defaultEncodingProfile.dc0;
  if (method === 'payload') {
    return [toSegment(text, encodeText(text, encoding, dc0), splitText(text, { encoding }).length > 1)];
  }
  const parts = splitText(text, { method, encoding });
  const total = parts.length;
  if (total > MAX_PARTS)
    throw new RangeError(`the text needs ${total} parts; at most ${MAX_PARTS} can be sent`);
  if (total === 1) return [toSegment(text, encodeText(text, encoding, dc0), false)];
  return parts.map((part, index) => {
    const sequence = index + 1;
    if (method === 'sar') {
      const segment = toSegment(part, encodeText(part, encoding, dc0), false);
      const sar = { sarMsgRefNum: reference & 0xffff, sarTotalSegments: total, sarSegmentSeqnum: sequence };
      return { ...segment, tlvs: { ...segment.tlvs, ...sar } };
    }
    const header = formatConcatUdh({ reference, total, sequence, bits: method === 'udh8' ? 8 : 16 });
    const body = encodeText(part, encoding, dc0, header.length);
    return { ...toSegment(part, Buffer.concat([header, body]), false), esmClassUdhi: true };
  });
}

/** Octets too many for short_message (a UTF-8 profile can get there) travel as message_payload. */
function toSegment(text: string, octets: Buffer, asPayload: boolean): Segment {
  return asPayload || octets.length > SHORT_MESSAGE_MAX
    ? { shortMessage: Buffer.alloc(0), esmClassUdhi: false, tlvs: { messagePayload: octets }, text }
    : { shortMessage: octets, esmClassUdhi: false, text };
}
