import type { PduInput, Tlvs } from '@ujumbe/smpp';
import type { SmppUssdProfile } from './profiles.ts';
import { writeMark } from './session-mark.ts';
import { encodeTyped } from './ussd-text.ts';

/** A session as the operator keeps it. */
export interface SmppSession {
  msisdn: string;
  /** destination_addr of what we send and source_addr of what we expect: the code, or the short code it leads to. */
  address: string;
  /** Its number without the end bit; null where the profile names no sessions. */
  number: number | null;
  /** What the last request carried to be given back. */
  echo: number | null;
}

export type SmppStep = keyof SmppUssdProfile['inOps'];

/** The address a dialled code leads to. */
export function addressOfCode(profile: SmppUssdProfile, dialled: string): string {
  return profile.codeField === 'destination_addr' ? dialled : (profile.shortCode ?? dialled);
}

/** The deliver_sm of one step. `text` is what was dialled or typed, '' for the others. */
export function buildDeliver(
  profile: SmppUssdProfile,
  session: SmppSession,
  step: SmppStep,
  text = '',
): PduInput<'deliver_sm'> {
  const typed = step === 'begin' && profile.codeField === 'destination_addr' ? '' : text;
  return {
    command: 'deliver_sm',
    serviceType: profile.serviceType,
    sourceAddrTon: 1,
    sourceAddrNpi: 1,
    sourceAddr: session.msisdn,
    destAddrTon: 0,
    destAddrNpi: 1,
    destinationAddr: session.address,
    ...encodeTyped(typed, profile),
    tlvs: {
      ussdServiceOp: profile.inOps[step],
      ...marked(profile, session, step === 'abort' || step === 'timeout'),
      ...(profile.echo && session.echo !== null ? writeMark(profile.echo, session.echo) : {}),
    },
  };
}

function marked(profile: SmppUssdProfile, { number }: SmppSession, isEnd: boolean): Tlvs {
  if (!profile.session || number === null) return {};
  return writeMark(profile.session, isEnd && profile.endBit ? number + 1 : number);
}
