import { createHash } from 'node:crypto';
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls';
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
    ...(settings.tls ? { tls: tlsOptions(settings) } : undefined),
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
      minMs: settings.reconnect.min * 1000,
      maxMs: settings.reconnect.max * 1000,
      afterRemoteCloseMs: settings.reconnect.afterRemoteClose * 1000,
    },
  };
}

function tlsOptions({ host, tlsOptions: { pinSha256, ...given } }: SmppSettings): ConnectionOptions {
  const options: ConnectionOptions = { minVersion: 'TLSv1.2', servername: host, ...given };
  if (pinSha256 === undefined) return options;
  return { ...options, checkServerIdentity: (name, certificate) => checkPin(pinSha256, name, certificate) };
}

function checkPin(pinSha256: string, name: string, certificate: PeerCertificate): Error | undefined {
  const pinned = pinSha256.replaceAll(':', '').toLowerCase();
  const actual = createHash('sha256').update(certificate.raw).digest('hex');
  if (actual === pinned) return checkServerIdentity(name, certificate);
  return new Error(`the certificate's SHA-256 is ${actual}, not the pinned ${pinned}`);
}
