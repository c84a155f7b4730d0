export { encodingOfDataCoding, type InboundEncoding } from '../data-coding.ts';
export {
  type DecodedMessage,
  decodeShortMessage,
  type InboundOverride,
  type InboundOverrides,
  messageOctets,
} from './decode-short-message.ts';
export { decodeText } from './decode-text.ts';
export {
  chooseEncoding,
  dataCodingFor,
  defaultEncodingProfile,
  type Encoding,
  type EncodingProfile,
  encodeText,
} from './encoding-profile.ts';
export { countSeptets, decodeGsm7, encodeGsm7, isGsm7 } from './gsm7.ts';
export { decodeLatin1, encodeLatin1, isLatin1 } from './latin1.ts';
export { decodeNationalGsm7 } from './national.ts';
export { packGsm7, packUssd, unpackGsm7, unpackUssd } from './pack.ts';
export {
  type JoinedMessage,
  joinParts,
  type MessagePart,
  type PartPosition,
  partKey,
  partPosition,
} from './reassemble.ts';
export { type Segment, type SegmentOptions, segmentMessage } from './segment.ts';
export { countSegments, type LongMethod, type SegmentCount, splitText, unitsPerPart } from './split.ts';
export { decodeUcs2, encodeUcs2 } from './ucs2.ts';
export { type Concatenation, formatConcatUdh, parseUdh, type UserDataHeader } from './udh.ts';
export { decodeUssd, encodeUssd, type UssdEncoding, ussdEncodingOf } from './ussd-text.ts';
