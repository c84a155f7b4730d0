/** How one operator carries USSD in SMPP. The variants differ in data only. */
export interface SmppUssdProfile {
  /** service_type of both directions. */
  serviceType: string;
  /** Where the session stands; null where the operator names none, and the number of the phone is all there is. */
  session: SessionMark | null;
  /** A parameter that names nothing, changes with every request, and is expected back as it was; null without. */
  echo: SessionMark | null;
  /** The lowest bit of the session's number marks its end (SMPP 5.0 section 4.8.4.40, its_session_info). */
  endBit: boolean;
  /** ussd_service_op of what the operator sends. */
  inOps: { begin: number; continue: number; abort: number; timeout: number; confirm: number };
  /** ussd_service_op expected of the gateway. With `endBit` and the same number for both, the bit alone tells. */
  outOps: { con: number; end: number; push: number };
  /** What carries the dialled code. Under `destination_addr` the text of the first request is empty. */
  codeField: 'short_message' | 'destination_addr';
  /** destination_addr where the code stands in the text; null: the code there too. */
  shortCode: string | null;
  dataCoding: number;
  ucs2DataCoding: number;
  /** Septets packed eight into seven octets (3GPP TS 23.038 section 6.1.2.3). */
  packed: boolean;
}

export interface SessionMark {
  /** Tag of the optional parameter, such as 0x1383. */
  tag: number;
  octets: 2 | 4;
  /** Bits that name the session. */
  mask: number;
  /** `phone`: counted for each phone by itself, so that two phones share a number. */
  scope: 'operator' | 'phone';
}

const ops = {
  inOps: { begin: 1, continue: 18, abort: 129, timeout: 129, confirm: 19 },
  outOps: { con: 2, end: 17, push: 3 },
};

const itsSession: SessionMark = { tag: 0x1383, octets: 2, mask: 0xfffe, scope: 'operator' };

const generic: SmppUssdProfile = {
  ...ops,
  serviceType: 'USSD',
  session: itsSession,
  echo: null,
  endBit: true,
  codeField: 'short_message',
  shortCode: null,
  dataCoding: 15,
  ucs2DataCoding: 72,
  packed: false,
};

/** Profiles by name; each can be taken as it is or changed in parts. */
export const smppProfiles = {
  generic,
  tata: {
    ...generic,
    outOps: { con: 2, end: 2, push: 3 },
    codeField: 'destination_addr',
  },
  sixdee: { ...generic, session: { ...itsSession, scope: 'phone' } },
  mica: {
    ...generic,
    session: { tag: 0x0204, octets: 2, mask: 0xffff, scope: 'phone' },
    endBit: false,
    shortCode: '123',
  },
  'msisdn-only': { ...generic, session: null, endBit: false },
  'smpp-plus': {
    ...generic,
    session: { tag: 0x1401, octets: 4, mask: 0xffffffff, scope: 'operator' },
    endBit: false,
  },
} as const satisfies Record<string, SmppUssdProfile>;

export type SmppProfileName = keyof typeof smppProfiles;
