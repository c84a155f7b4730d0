import { type Static, Type } from 'typebox';
import {
  ITS_SESSION_INFO,
  USER_MESSAGE_REFERENCE,
  type UssdDialect,
  type UssdDialectName,
  ussdDialects,
} from './dialects.ts';

const op = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 255, description }));
const ops = (description: string) =>
  Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), { maxItems: 20, description }));
const octet = (description: string) => Type.Integer({ minimum: 0, maximum: 255, description });
const optionalEnum = <const Values extends string[]>(values: [...Values], description: string) =>
  Type.Optional(Type.Enum(values, { description }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

const namedTlvs = { itsSessionInfo: ITS_SESSION_INFO, userMessageReference: USER_MESSAGE_REFERENCE } as const;

/** USSD over an SMPP account: the dialect, and what this operator does otherwise. What is left out is the dialect's. */
export const ussdSettingsSchema = Type.Object(
  {
    profile: Type.Enum(Object.keys(ussdDialects) as UssdDialectName[], {
      default: 'generic',
      description: 'The dialect of the operator; the settings beside this one override it in parts.',
    }),
    serviceType: Type.Optional(
      Type.String({
        maxLength: 5,
        description:
          'service_type of USSD, in both directions; empty where ussd_service_op alone tells what is USSD.',
      }),
    ),
    inOps: Type.Optional(
      Type.Object(
        {
          begin: ops('ussd_service_op of a subscriber who dialled.'),
          continue: ops('ussd_service_op of an answer to a menu.'),
          end: ops('ussd_service_op of the end of a session by the subscriber or the network.'),
          timeout: ops('ussd_service_op of a subscriber who took too long.'),
          shown: ops('ussd_service_op that confirms a notification.'),
        },
        { additionalProperties: false },
      ),
    ),
    outOps: Type.Optional(
      Type.Object(
        {
          con: op('ussd_service_op of a menu.'),
          end: op('ussd_service_op of the last screen.'),
          request: op('ussd_service_op of a menu the subscriber did not ask for.'),
          notify: op('ussd_service_op of a notification.'),
        },
        { additionalProperties: false },
      ),
    ),
    sessionTlv: Type.Optional(
      Type.Unsafe<string | number>({
        type: ['string', 'integer'],
        description:
          'The TLV that names the session: itsSessionInfo, userMessageReference, a tag as a number, or none.',
      }),
    ),
    sessionMask: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 0xffff_ffff,
        description: 'Bits of the session TLV that stay the same through a session.',
      }),
    ),
    endBit: flag('The lowest bit of the session TLV ends the session.'),
    identity: optionalEnum(
      ['session', 'session+msisdn', 'msisdn'],
      'What tells live sessions apart: the session TLV, that and the subscriber, or the subscriber alone.',
    ),
    codeField: optionalEnum(['shortMessage', 'destinationAddr'], 'Where the dialled string is.'),
    outPdu: optionalEnum(['submit_sm', 'data_sm'], 'The PDU of a reply.'),
    dataCoding: Type.Optional(octet('data_coding of text in the GSM alphabet.')),
    ucs2DataCoding: Type.Optional(octet('data_coding of any other text.')),
    packed: flag('GSM text has eight septets in seven octets, in both directions.'),
    echoTlvs: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 0xffff }), {
        maxItems: 20,
        description: 'Tags, as numbers, of TLVs that a reply repeats from the delivery it answers.',
      }),
    ),
    textPlacement: optionalEnum(['short_message', 'message_payload'], 'Where the text of a reply is.'),
    abortOnTimeout: flag('Close the session when the operator says that the subscriber took too long.'),
    push: flag('Sessions may be begun by us.'),
    code: Type.Optional(
      Type.Object(
        { ton: octet('Type of number.'), npi: octet('Numbering plan.') },
        { additionalProperties: false, description: 'TON and NPI of the code a push comes from.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'USSD on this account; without it there is none.' },
);

type UssdSettings = Static<typeof ussdSettingsSchema>;

/** The dialect that settings describe; call it with settings without contradictions only. */
export function ussdDialectOf({ profile, ...overrides }: UssdSettings): UssdDialect {
  const standard: UssdDialect = ussdDialects[profile];
  const outPdu = overrides.outPdu ?? standard.outPdu;
  return {
    ...standard,
    ...overrides,
    inOps: { ...standard.inOps, ...overrides.inOps },
    outOps: { ...standard.outOps, ...overrides.outOps },
    sessionTlv: overrides.sessionTlv === undefined ? standard.sessionTlv : tagOf(overrides.sessionTlv),
    // data_sm has no short_message.
    textPlacement:
      outPdu === 'data_sm' ? 'message_payload' : (overrides.textPlacement ?? standard.textPlacement),
  };
}

function tagOf(sessionTlv: string | number): number | null {
  if (typeof sessionTlv === 'number') return sessionTlv;
  return Object.hasOwn(namedTlvs, sessionTlv) ? namedTlvs[sessionTlv as keyof typeof namedTlvs] : null;
}

/** What cannot work in settings whose values are each allowed, in sentences. */
export function* ussdContradictions(settings: UssdSettings, bindMode: string): Generator<string> {
  const { sessionTlv } = settings;
  const known = ['none', ...Object.keys(namedTlvs)];
  const isTag = typeof sessionTlv === 'number' && sessionTlv >= 1 && sessionTlv <= 0xffff;
  if (sessionTlv !== undefined && !isTag && !known.includes(String(sessionTlv))) {
    yield `ussd.sessionTlv must be itsSessionInfo, userMessageReference, none or a tag from 1 to 65535, not ${JSON.stringify(sessionTlv)}.`;
    return;
  }
  if (bindMode === 'transmitter' || bindMode === 'receiver') {
    yield `ussd needs both directions, and bindMode ${bindMode} has one: use transceiver or tx+rx.`;
  }
  yield* dialectContradictions(settings.profile, ussdDialectOf(settings));
  if (settings.outPdu === 'data_sm' && settings.textPlacement === 'short_message') {
    yield 'ussd.textPlacement short_message does not go with ussd.outPdu data_sm, which has the text in message_payload.';
  }
}

function* dialectContradictions(profile: UssdDialectName, dialect: UssdDialect): Generator<string> {
  if (dialect.sessionTlv === null && dialect.identity !== 'msisdn') {
    yield profile === 'smpp-plus'
      ? 'ussd.sessionTlv is missing: profile smpp-plus needs the tag of the session id, which the operator has to tell.'
      : `ussd.identity ${dialect.identity} needs ussd.sessionTlv; without one it must be msisdn.`;
  }
  if (dialect.endBit && dialect.sessionTlv === null) {
    yield 'ussd.endBit is a bit of ussd.sessionTlv, and there is none.';
  }
  if (dialect.endBit && (dialect.sessionMask & 1) === 1) {
    yield `ussd.sessionMask ${dialect.sessionMask} must leave out the lowest bit, which ussd.endBit makes the end of a session.`;
  }
  if (dialect.outOps.con === dialect.outOps.end && !dialect.endBit) {
    yield `ussd.outOps.con and ussd.outOps.end are both ${dialect.outOps.con}: without ussd.endBit no session would end.`;
  }
  const meanings = new Map<number, string>();
  for (const [meaning, values] of Object.entries(dialect.inOps)) {
    for (const value of values) {
      const other = meanings.get(value);
      if (other !== undefined && other !== meaning)
        yield `ussd.inOps has ${value} both as ${other} and as ${meaning}.`;
      meanings.set(value, meaning);
    }
  }
}
