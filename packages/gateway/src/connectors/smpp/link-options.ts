import type { EsmeLinkOptions } from '@ujumbe/smpp';
import type { SmppSettings } from './settings.ts';

export type LinkRole = 'transceiver' | 'transmitter' | 'receiver';

/** The binds a profile asks for, with the names people see: `trx 1`, or `tx 1` and `rx 1`. */
export function linksOf({ bindMode, sessions }: SmppSettings): { name: string; role: LinkRole }[] {
  const roles = rolesOf(bindMode);
  const numbers = Array.from({ length: sessions }, (_, index) => index + 1);
  return numbers.flatMap((number) => roles.map((role) => ({ name: `${shortName[role]} ${number}`, role })));
}

const shortName = { transceiver: 'trx', transmitter: 'tx', receiver: 'rx' } as const;

function rolesOf(bindMode: SmppSettings['bindMode']): LinkRole[] {
  return bindMode === 'tx+rx' ? ['transmitter', 'receiver'] : [bindMode];
}

/** A profile as the SMPP client wants it. */
export function linkOptions(settings: SmppSettings, role: LinkRole): EsmeLinkOptions {
  return {
    host: settings.host,
    port: settings.port,
    ...(settings.tls ? { tls: settings.tlsOptions } : undefined),
    bind: {
      mode: role,
      systemId: settings.systemId,
      password: settings.password,
      systemType: settings.systemType,
      addrTon: settings.bindTon,
      addrNpi: settings.bindNpi,
      addressRange: settings.addressRange,
    },
    session: {
      window: settings.window,
      responseTimeoutMs: settings.responseTimeout * 1000,
      enquireIntervalMs: settings.enquireInterval * 1000,
      enquireTimeoutMs: settings.enquireTimeout * 1000,
    },
    reconnect: {
      initialMs: settings.reconnect.initial * 1000,
      maxMs: settings.reconnect.max * 1000,
      minAfterRemoteCloseMs: settings.reconnect.afterRemoteClose * 1000,
      minAfterAlreadyBoundMs: settings.reconnect.afterAlreadyBound * 1000,
    },
  };
}
