import { CommandStatus, type PduOf } from '@ujumbe/smpp';
import { tooLong } from '../screen-limit.ts';
import type { SmppSession } from './deliver-pdus.ts';
import type { SmppUssdProfile } from './profiles.ts';
import { readMark } from './session-mark.ts';
import { decodeScreen } from './ussd-text.ts';

export type UssdSubmit = PduOf<'submit_sm' | 'data_sm'>;

/** Thrown for a submit this operator would not show; `status` is the command_status it answers with. */
export class RefusedSubmit extends Error {
  override name = 'RefusedSubmit';
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

interface ReadSubmit {
  kind: 'con' | 'end' | 'push';
  text: string;
  /** The session's number as it came, without the end bit; null where there is none. */
  number: number | null;
}

/**
 * Reads a submit of the gateway as this operator would.
 *
 * @param session the phone's open session, null while there is none
 * @throws RefusedSubmit
 */
export function readSubmit(
  pdu: UssdSubmit,
  profile: SmppUssdProfile,
  session: SmppSession | null,
): ReadSubmit {
  if (pdu.serviceType !== profile.serviceType) {
    const why = `service_type is "${pdu.serviceType}", expected "${profile.serviceType}".`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVSERTYP, why);
  }
  if (session && pdu.sourceAddr !== session.address) {
    const why = `source_addr is ${pdu.sourceAddr}, expected ${session.address}, which the session came to.`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVSRCADR, why);
  }
  const mark = profile.session ? readMark(profile.session, pdu.tlvs) : null;
  const number = mark === null ? null : numberOf(mark, profile);
  const kind = kindOf(pdu, profile, mark);
  if (session && kind !== 'push') {
    expectSession(profile, session, number);
    expectEcho(profile, session, pdu);
  }
  if (!session && kind === 'end') {
    const why = 'It ends a session, but this phone has none open.';
    throw new RefusedSubmit(CommandStatus.ESME_RSUBMITFAIL, why);
  }
  const text = decodeScreen(pdu, profile);
  if (text === null) {
    const why = `data_coding is ${pdu.dataCoding}, expected ${profile.dataCoding} or ${profile.ucs2DataCoding}.`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVDCS, why);
  }
  const long = tooLong(text);
  if (long !== null) throw new RefusedSubmit(CommandStatus.ESME_RINVMSGLEN, long);
  return { kind, text, number };
}

function kindOf(pdu: UssdSubmit, profile: SmppUssdProfile, mark: number | null): ReadSubmit['kind'] {
  const { con, end, push } = profile.outOps;
  const op = pdu.tlvs?.ussdServiceOp ?? -1;
  if (op === push) return 'push';
  const ends = profile.endBit && mark !== null ? (mark & 1) === 1 : null;
  if (con === end && op === con) return ends ? 'end' : 'con';
  if (op !== con && op !== end) {
    const why = `ussd_service_op is ${op}, expected ${con} for a menu, ${end} for the last screen or ${push} for a notice.`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVOPTPARAMVAL, why);
  }
  const kind = op === con ? 'con' : 'end';
  if (ends !== null && ends !== (kind === 'end')) {
    const why = `ussd_service_op is ${op}, but the end bit of the session is ${ends ? 'set' : 'not set'}.`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVOPTPARAMVAL, why);
  }
  return kind;
}

function expectSession(profile: SmppUssdProfile, session: SmppSession, number: number | null): void {
  if (!profile.session) return;
  const tag = `0x${profile.session.tag.toString(16).padStart(4, '0')}`;
  if (number === null) {
    const why = `The session's number (optional parameter ${tag}) is missing.`;
    throw new RefusedSubmit(CommandStatus.ESME_RMISSINGOPTPARAM, why);
  }
  if (number !== session.number) {
    const why = `The session's number is ${number}, but the phone's open session is ${session.number}.`;
    throw new RefusedSubmit(CommandStatus.ESME_RINVOPTPARAMVAL, why);
  }
}

function expectEcho({ echo }: SmppUssdProfile, session: SmppSession, pdu: UssdSubmit): void {
  if (!echo || session.echo === null) return;
  const got = readMark(echo, pdu.tlvs);
  if (got === session.echo) return;
  const tag = `0x${echo.tag.toString(16).padStart(4, '0')}`;
  const why = `Optional parameter ${tag} is ${got ?? 'missing'}, expected ${session.echo} as the last request had it.`;
  throw new RefusedSubmit(CommandStatus.ESME_RINVOPTPARAMVAL, why);
}

/** Masked without `&`, which would make 32-bit numbers negative. */
function numberOf(mark: number, { session, endBit }: SmppUssdProfile): number {
  const masked = session && session.octets === 2 ? mark & session.mask : mark;
  return endBit ? masked - (masked % 2) : masked;
}
