import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { describeSettingsFaults } from '#core/settings-errors.ts';
import { ussdProfileSchema } from '#core/ussd-profile.ts';
import { statusActionNames } from './map-status.ts';
import { ussdContradictions, ussdSettingsSchema } from './ussd/ussd-settings.ts';

const seconds = (fallback: number, description: string) =>
  Type.Number({ minimum: 0.001, maximum: 86_400, default: fallback, description });
const octet = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 255, default: fallback, description });
const tonNpi = (ton: number, npi: number, description: string) =>
  Type.Object(
    { ton: octet(ton, 'Type of number.'), npi: octet(npi, 'Numbering plan.') },
    { additionalProperties: false, default: {}, description },
  );

const encoding = Type.Object(
  {
    dc0: Type.Enum(['gsm', 'gsm-packed', 'latin1', 'ascii', 'utf8'], {
      default: 'gsm',
      description: 'What the operator reads in its default alphabet.',
    }),
    gsmDataCoding: octet(0, 'data_coding of text in the default alphabet.'),
    latin1DataCoding: octet(3, 'data_coding of Latin-1 text.'),
    ucs2DataCoding: octet(8, 'data_coding of UCS-2 text.'),
    flashGsm: octet(0x10, 'data_coding of a flash message in the default alphabet.'),
    flashUcs2: octet(0x18, 'data_coding of a flash message in UCS-2.'),
    flashBy: Type.Enum(['dcs', 'subunit', 'none'], {
      default: 'dcs',
      description: 'How a flash message is asked for: by data_coding, by dest_addr_subunit, or not at all.',
    }),
    allowLatin1: Type.Boolean({
      default: false,
      description: 'Send Latin-1 where GSM does not fit and Latin-1 does.',
    }),
    inboundOverrides: Type.Record(
      Type.String({ pattern: '^[0-9]{1,3}$' }),
      Type.Enum(['gsm', 'gsm-packed', 'latin1', 'ascii', 'utf8', 'ucs2', 'binary']),
      {
        default: {},
        description:
          'How to read a data_coding (decimal) of this operator that means something else than in the standard.',
      },
    ),
  },
  { additionalProperties: false, default: {}, description: 'Alphabets of the operator.' },
);

const tlsOptions = Type.Object(
  {
    servername: Type.Optional(
      Type.String({ minLength: 1, description: 'Name expected in the certificate; the host by default.' }),
    ),
    ca: Type.Optional(Type.String({ minLength: 1, description: 'PEM of the authority to trust.' })),
    cert: Type.Optional(Type.String({ minLength: 1, description: 'PEM of our certificate.' })),
    key: Type.Optional(Type.String({ minLength: 1, description: 'PEM of our private key.' })),
    rejectUnauthorized: Type.Boolean({
      default: true,
      description: 'Refuse certificates that cannot be checked.',
    }),
    pinSha256: Type.Optional(
      Type.String({
        pattern: '^[0-9A-Fa-f:]{64,95}$',
        description: 'SHA-256 fingerprint (hex) of the only certificate accepted.',
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'Details of TLS.' },
);

const extraTlv = Type.Object(
  {
    tag: Type.Integer({
      minimum: 1,
      maximum: 0xffff,
      description: 'Tag as a number; vendors use 0x1400 (5120) to 0x3FFF (16383).',
    }),
    type: Type.Enum(['int8', 'int16', 'int32', 'string', 'cstring', 'hex'], {
      description: 'How the value is written.',
    }),
    value: Type.Union([Type.String({ maxLength: 500 }), Type.Integer({ minimum: 0, maximum: 0xffffffff })]),
  },
  { additionalProperties: false },
);

const reconnect = Type.Object(
  {
    initial: seconds(
      1,
      'Longest pause in seconds before the first new attempt; it doubles with every failure.',
    ),
    max: seconds(60, 'Longest pause in seconds after any number of failures.'),
    afterRemoteClose: seconds(5, 'Shortest pause in seconds after the operator closed the session.'),
    afterAlreadyBound: seconds(30, 'Shortest pause in seconds while the operator holds our former session.'),
  },
  {
    additionalProperties: false,
    default: {},
    description: 'Pauses before binding again; they grow with every failure.',
  },
);

/** The profile of one SMPP account at an operator: all that differs between operators, as data. Durations are seconds. */
export const smppSettingsSchema = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      description: "Name or address of the operator's SMSC.",
    }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, description: "TCP port of the operator's SMSC." }),
    tls: Type.Boolean({ default: false, description: 'Bind over TLS.' }),
    tlsOptions,
    systemId: Type.String({ minLength: 1, maxLength: 15, description: 'User name given by the operator.' }),
    password: Type.String({ maxLength: 64, description: 'Password given by the operator.' }),
    systemType: Type.String({ maxLength: 12, default: '', description: 'system_type of the bind.' }),
    bindTon: octet(0, 'addr_ton of the bind.'),
    bindNpi: octet(0, 'addr_npi of the bind.'),
    addressRange: Type.String({ maxLength: 40, default: '', description: 'address_range of the bind.' }),
    bindMode: Type.Enum(['transceiver', 'tx+rx', 'transmitter', 'receiver'], {
      default: 'transceiver',
      description: 'Which binds make up one session.',
    }),
    sessions: Type.Integer({ minimum: 1, maximum: 10, default: 1, description: 'Parallel sessions.' }),
    window: Type.Integer({
      minimum: 1,
      maximum: 5000,
      default: 10,
      description: 'Unanswered submits per session.',
    }),
    responseTimeout: seconds(60, 'Seconds to wait for the answer to a submit.'),
    enquireInterval: seconds(30, 'Seconds of silence after which the link is probed.'),
    enquireTimeout: seconds(10, 'Seconds to wait for the answer to a probe.'),
    reconnect,
    encoding,
    longMethod: Type.Enum(['udh8', 'udh16', 'sar', 'payload'], {
      default: 'udh8',
      description: 'How the parts of a long message are marked.',
    }),
    maxParts: Type.Integer({
      minimum: 1,
      maximum: 255,
      default: 10,
      description: 'Longest message in parts.',
    }),
    sourceAddrAutodetect: Type.Boolean({
      default: true,
      description: 'Choose TON and NPI of the sender by its form; otherwise numericSender is used for all.',
    }),
    alphanumericSender: tonNpi(5, 0, 'TON and NPI of a sender with letters.'),
    shortCode: tonNpi(3, 0, 'TON and NPI of a sender of up to six digits.'),
    numericSender: tonNpi(1, 1, 'TON and NPI of a longer numeric sender.'),
    destination: tonNpi(1, 1, 'TON and NPI of the subscriber in international form.'),
    destFormat: Type.Enum(['international', 'national'], {
      default: 'international',
      description: 'Form of the subscriber number; national needs countryCode.',
    }),
    countryCode: Type.String({
      pattern: '^([1-9][0-9]{0,3})?$',
      default: '',
      description: 'Calling code of national numbers, such as 254.',
    }),
    serviceType: Type.String({ maxLength: 5, default: '', description: 'service_type of every submit.' }),
    priority: Type.Integer({
      minimum: 0,
      maximum: 3,
      default: 0,
      description: 'priority_flag of every submit.',
    }),
    esmMode: Type.Integer({
      minimum: 0,
      maximum: 3,
      default: 0,
      description: 'Messaging mode in esm_class.',
    }),
    validity: Type.Enum(['none', 'message'], {
      default: 'none',
      description: "Leave the validity to the operator, or send the message's own.",
    }),
    extraTlvs: Type.Array(extraTlv, {
      maxItems: 20,
      default: [],
      description: 'TLVs added to every submit.',
    }),
    registeredDelivery: octet(1, 'registered_delivery of parts that shall report.'),
    receipts: Type.Enum(['all', 'last', 'first', 'any'], {
      default: 'all',
      description: 'Which parts of a long message are asked to report; any asks all and believes the first.',
    }),
    partialGrace: seconds(
      7200,
      'With receipts all: seconds after the first delivered part for which parts that do not report are waited for.',
    ),
    sniffReceiptText: Type.Boolean({
      default: false,
      description: 'Recognise receipts by their text alone.',
    }),
    receiptIdMode: Type.Enum(['auto', 'raw', 'dec-dec', 'hex-dec', 'dec-hex', 'hex-hex'], {
      default: 'auto',
      description:
        'Bases in which the operator writes ids, in the answer to a submit and in the receipt; auto tries them all.',
    }),
    receiptAddr: Type.Enum(['normal', 'swapped', 'ignore'], {
      default: 'normal',
      description:
        'Where receipts carry the subscriber: in the source, in the destination, or nowhere usable.',
    }),
    acceptedIsDelivered: Type.Boolean({ default: false, description: 'Take ACCEPTD for delivered.' }),
    unknownIsFinal: Type.Boolean({ default: false, description: 'Take UNKNOWN for undeliverable at once.' }),
    receiptErrorMap: Type.Record(
      Type.String({ maxLength: 16 }),
      Type.Enum(['undeliverable', 'expired', 'blacklisted', 'rejected']),
      {
        default: {},
        description: 'Final state by the err code of a failure receipt, such as "045": "blacklisted".',
      },
    ),
    errorMap: Type.Record(
      Type.String({ pattern: '^0x[0-9A-Fa-f]{1,8}$' }),
      Type.Enum([...statusActionNames]),
      {
        default: {},
        description: 'What to do on a command_status (hex), such as "0x0410": "retry".',
      },
    ),
    onResponseTimeout: Type.Enum(['requeue', 'fail', 'wait'], {
      default: 'requeue',
      description: 'What becomes of a message that was sent and not answered.',
    }),
    failoverAfter: Type.Number({
      minimum: 0,
      maximum: 86_400,
      default: 30,
      description:
        'Seconds the operator may be down before messages that wait for it take another route; 0 for never.',
    }),
    ussd: Type.Optional(ussdSettingsSchema),
    ussdProfile: ussdProfileSchema,
  },
  { additionalProperties: false },
);

export type SmppSettings = Static<typeof smppSettingsSchema>;
type ParsedSmppSettings =
  | { readonly ok: true; readonly settings: SmppSettings }
  | { readonly ok: false; readonly errors: readonly string[] };

const validator = Compile(smppSettingsSchema);

/** Reads the settings of a connector of kind smpp, filling defaults; errors are sentences for whoever wrote them. */
export function parseSmppSettings(input: unknown): ParsedSmppSettings {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      errors: [
        'The settings of an SMPP connector must be an object with at least host, port, systemId and password.',
      ],
    };
  }
  const value = Value.Default(smppSettingsSchema, structuredClone(input));
  if (!validator.Check(value)) {
    return { ok: false, errors: describeSettingsFaults(smppSettingsSchema, value, validator.Errors(value)) };
  }
  const errors = [...contradictions(value)];
  return errors.length === 0 ? { ok: true, settings: value } : { ok: false, errors };
}

function* contradictions(settings: SmppSettings): Generator<string> {
  if (settings.destFormat === 'national' && settings.countryCode === '') {
    yield 'destFormat national needs countryCode, the calling code to take off, such as 254.';
  }
  if ((settings.tlsOptions.cert === undefined) !== (settings.tlsOptions.key === undefined)) {
    yield 'tlsOptions.cert and tlsOptions.key belong together: give both or neither.';
  }
  if (!settings.tlsOptions.rejectUnauthorized && settings.tlsOptions.pinSha256 === undefined) {
    yield 'tlsOptions.rejectUnauthorized false trusts anybody: give tlsOptions.pinSha256 as well.';
  }
  if (settings.reconnect.initial > settings.reconnect.max) {
    yield `reconnect.initial (${settings.reconnect.initial}) must not be above reconnect.max (${settings.reconnect.max}).`;
  }
  if (settings.ussd !== undefined) yield* ussdContradictions(settings.ussd, settings.bindMode);
  for (const [index, tlv] of settings.extraTlvs.entries()) {
    const wantsNumber = tlv.type.startsWith('int');
    if (wantsNumber !== (typeof tlv.value === 'number')) {
      yield `extraTlvs[${index}].value must be ${wantsNumber ? 'a number' : 'a string'} for type ${tlv.type}.`;
    } else if (tlv.type === 'hex' && !/^([0-9a-f]{2})*$/i.test(String(tlv.value))) {
      yield `extraTlvs[${index}].value must be pairs of hexadecimal digits for type hex.`;
    } else if (wantsNumber && Number(tlv.value) >= 2 ** Number(tlv.type.slice(3))) {
      yield `extraTlvs[${index}].value must fit into ${tlv.type}, and ${tlv.value} does not.`;
    }
  }
}
