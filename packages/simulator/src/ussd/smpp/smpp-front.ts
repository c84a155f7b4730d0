import { CommandStatus, type PduInput } from '@ujumbe/smpp';
import { readNumber, readText } from '../../read-input.ts';
import type { UssdFront, UssdScreen } from '../front.ts';
import { keptLines } from '../kept-lines.ts';
import type { SmppProfileName, SmppUssdProfile } from './profiles.ts';
import { readProfile } from './read-profile.ts';
import { RefusedSubmit, type UssdSubmit } from './read-submit.ts';
import { SmppLine } from './smpp-line.ts';

/** What a front over SMPP is told. */
export interface SmppFrontSettings {
  /** The bind of the gateway that carries USSD. */
  systemId: string;
  /** By name, or a name with changes to parts of it. Default `generic`. */
  profile?: SmppProfileName | ({ like?: SmppProfileName } & Partial<SmppUssdProfile>);
  /** How long a screen is waited for, in milliseconds, default 15,000. */
  timeoutMs?: number;
}

/** The way to the gateway: the SMSC's bound sessions. */
export interface SmppCarrier {
  isReceiving(systemId: string): boolean;
  /** Sends once; resolves with the command_status of the answer, or one of our own when none came. */
  deliver(systemId: string, pdu: PduInput<'deliver_sm'>): Promise<number>;
}

/** What the lines of a front share. */
export interface SmppFrontTools {
  systemId: string;
  profile: SmppUssdProfile;
  timeoutMs: number;
  carrier: SmppCarrier;
  nextNumber(): number;
  /** Lines that wait for a screen. */
  waiting: Set<{ close(): void }>;
  /** A screen nobody asked for: the network began, or showed a second one. */
  onPush(msisdn: string, screen: UssdScreen): void;
}

/** An operator whose USSD runs over the SMSC's sessions. */
export interface SmppFront extends UssdFront {
  readonly systemId: string;
  /** Takes a submit that carries USSD. Returns the status to answer with, and why where it is refused. */
  receive(pdu: UssdSubmit): { status: number; why: string };
}

/** Throws `InvalidInput` for settings it cannot use. */
export function openSmppFront(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  deps: Pick<SmppFrontTools, 'carrier' | 'nextNumber' | 'onPush'>,
): SmppFront {
  const systemId = readText(settings.systemId, 'systemId', 'the system_id of the bind that carries USSD');
  const tools: SmppFrontTools = {
    ...deps,
    systemId,
    waiting: new Set(),
    profile: readProfile(settings.profile ?? 'generic', 'profile'),
    timeoutMs:
      settings.timeoutMs === undefined
        ? 15_000
        : readNumber(settings.timeoutMs, 'timeoutMs', 1, 600_000, 'milliseconds'),
  };
  const line = keptLines((msisdn) => new SmppLine(msisdn, tools));
  return {
    name,
    adapter: 'smpp',
    systemId,
    line,
    receive: (pdu) => {
      const msisdn = pdu.destinationAddr.replace(/^\+/, '');
      if (!/^\d{5,15}$/.test(msisdn)) {
        const why = `destination_addr is ${pdu.destinationAddr}, expected the subscriber's number.`;
        return { status: CommandStatus.ESME_RINVDSTADR, why };
      }
      try {
        line(msisdn).receive(pdu);
        return { status: 0, why: '' };
      } catch (error) {
        if (error instanceof RefusedSubmit) return { status: error.status, why: error.message };
        throw error;
      }
    },
    close: () => {
      for (const waiting of [...tools.waiting]) waiting.close();
    },
  };
}
