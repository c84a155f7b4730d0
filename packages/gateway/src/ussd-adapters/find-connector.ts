import { hash } from 'node:crypto';
import type { ConnectorRow } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { type Authenticate, authenticator } from './authenticate.ts';
import { ussdAdapters } from './registry.ts';
import { parseUssdConnectorSettings } from './settings.ts';

/** An enabled connector of kind ussd-http, ready to read requests. */
export type ReadyConnector = {
  readonly id: number;
  readonly name: string;
  readonly adapter: UssdAdapter;
  readonly dialect: Readonly<Record<string, unknown>>;
  readonly authenticate: Authenticate;
};

type Connectors = ReadonlyMap<number, ConnectorRow>;

const known = new WeakMap<Connectors, ReadonlyMap<string, ReadyConnector>>();

/**
 * The connector of a token, or null. Looked up by the token's hash, so that the time taken tells nothing of tokens. Settings are
 * read once for each collection of connectors, which is replaced whole on change; those that cannot be used are left out and
 * logged.
 */
export function findConnector(
  connectors: Connectors,
  token: string,
  log: Pick<Log, 'error'>,
): ReadyConnector | null {
  let byHash = known.get(connectors);
  if (byHash === undefined) {
    byHash = readConnectors(connectors, log);
    known.set(connectors, byHash);
  }
  return byHash.get(hash('sha256', token)) ?? null;
}

function readConnectors(
  connectors: Connectors,
  log: Pick<Log, 'error'>,
): ReadonlyMap<string, ReadyConnector> {
  const byHash = new Map<string, ReadyConnector>();
  for (const { id, name, kind, enabled, settings } of connectors.values()) {
    if (kind !== 'ussd-http' || !enabled) continue;
    const parsed = parseUssdConnectorSettings(ussdAdapters, settings);
    if (!parsed.ok) {
      log.error(
        { connector: name, faults: parsed.errors },
        'a USSD connector cannot be used: its settings are faulty',
      );
      continue;
    }
    const { adapter, token, auth, dialect } = parsed.settings;
    const key = hash('sha256', token);
    const other = byHash.get(key);
    if (other !== undefined) {
      log.error(
        { connector: name, other: other.name },
        'a USSD connector cannot be used: another has its token',
      );
      continue;
    }
    byHash.set(key, { id, name, adapter, dialect, authenticate: authenticator(auth) });
  }
  return byHash;
}
