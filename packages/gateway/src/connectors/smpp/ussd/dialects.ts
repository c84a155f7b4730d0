/** How one kind of operator speaks USSD over SMPP: all that differs between them, as data. */
export type UssdDialect = {
  /** service_type of our replies, and of deliveries that are USSD; '' where ussd_service_op alone tells. */
  readonly serviceType: string;
  /** What the operator's values of ussd_service_op mean. A delivery without one may begin or continue a session. */
  readonly inOps: Readonly<Record<InboundMeaning, readonly number[]>>;
  readonly outOps: Readonly<Record<OutboundMeaning, number>>;
  /** Tag of the TLV that names the session; null where there is none. */
  readonly sessionTlv: number | null;
  /** Bits of the session TLV's last four octets that stay the same through a session. */
  readonly sessionMask: number;
  /** Whether the lowest bit of the session TLV ends the session, in both directions. */
  readonly endBit: boolean;
  /** What tells live sessions apart. */
  readonly identity: 'session' | 'session+msisdn' | 'msisdn';
  /** Where the dialled string is. */
  readonly codeField: 'shortMessage' | 'destinationAddr';
  readonly outPdu: 'submit_sm' | 'data_sm';
  /** data_coding of text in the GSM alphabet, and of any other. */
  readonly dataCoding: number;
  readonly ucs2DataCoding: number;
  /** Whether septets are packed into octets, in both directions. */
  readonly packed: boolean;
  /** Tags of TLVs that a reply repeats from the delivery it answers. */
  readonly echoTlvs: readonly number[];
  readonly textPlacement: 'short_message' | 'message_payload';
  /** Whether we close the dialogue when the operator says that the subscriber took too long. */
  readonly abortOnTimeout: boolean;
  /** Whether we may begin a session: not where only the operator names sessions. */
  readonly push: boolean;
  /** Type of number and numbering plan of the code a push comes from. */
  readonly code: { readonly ton: number; readonly npi: number };
};

export type InboundMeaning = 'begin' | 'continue' | 'end' | 'timeout' | 'shown';
export type OutboundMeaning = 'con' | 'end' | 'request' | 'notify';

/** its_session_info and user_message_reference (SMPP 3.4 sections 5.3.2.43 and 5.3.2.17). */
export const ITS_SESSION_INFO = 0x1383;
export const USER_MESSAGE_REFERENCE = 0x0204;

/**
 * The dialect of the specification: PSSR and PSSD indication begin, USSR confirm continues, USSREL indication and PSSR
 * response end, USSN confirm says that a notification was shown. its_session_info is a session number, a dialogue number
 * and an end bit.
 */
const generic: UssdDialect = {
  serviceType: 'USSD',
  inOps: { begin: [1, 0], continue: [18], end: [129, 17], timeout: [], shown: [19] },
  outOps: { con: 2, end: 17, request: 2, notify: 3 },
  sessionTlv: ITS_SESSION_INFO,
  sessionMask: 0xffff_fffe,
  endBit: true,
  identity: 'session',
  codeField: 'shortMessage',
  outPdu: 'submit_sm',
  dataCoding: 0x0f,
  ucs2DataCoding: 0x48,
  packed: false,
  echoTlvs: [],
  textPlacement: 'short_message',
  abortOnTimeout: false,
  push: true,
  code: { ton: 0, npi: 1 },
};

/** Dialects that were seen at operators, each by what it differs in. */
export const ussdDialects = {
  generic,
  tata: { ...generic, codeField: 'destinationAddr', outOps: { ...generic.outOps, end: 2 } },
  sixdee: { ...generic, identity: 'session+msisdn' },
  // The reference counts on from session to session and is not unique at the operator, only with the subscriber.
  mica: {
    ...generic,
    sessionTlv: USER_MESSAGE_REFERENCE,
    sessionMask: 0xffff_ffff,
    endBit: false,
    identity: 'session+msisdn',
  },
  // Some of these send an its_session_info that changes from hop to hop: it is given back, and names nothing.
  'msisdn-only': {
    ...generic,
    sessionTlv: null,
    endBit: false,
    identity: 'msisdn',
    echoTlvs: [ITS_SESSION_INFO],
    push: false,
  },
  // The tag of the session id, four octets that the operator assigns, is in its own documents only.
  'smpp-plus': { ...generic, sessionTlv: null, sessionMask: 0xffff_ffff, endBit: false, push: false },
} as const satisfies Readonly<Record<string, UssdDialect>>;

export type UssdDialectName = keyof typeof ussdDialects;
