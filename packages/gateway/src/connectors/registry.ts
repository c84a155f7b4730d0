import type { Clock } from '#core/clock.ts';
import type { Connector, ConnectorSink } from '#core/connector.ts';
import type { ConnectorRow, SmsConnectorRow } from '#core/directory.ts';
import type { OperatorProfile } from '#core/operator-profile.ts';
import type { ConnectorLog } from './log.ts';
import { readSmppProfile } from './smpp/profile.ts';
import { parseSmppSettings } from './smpp/settings.ts';
import { createSmppConnector } from './smpp/smpp.ts';

type ConnectorKind = {
  /** @throws ConnectorSettingsError */
  readonly create: (row: SmsConnectorRow, sink: ConnectorSink, clock: Clock, log: ConnectorLog) => Connector;
  /** Sentences about what is wrong with settings; empty when they can be used. */
  readonly checkSettings: (settings: unknown) => readonly string[];
  readonly readProfile: (settings: ConnectorRow['settings']) => OperatorProfile;
};

const kinds: Readonly<Record<SmsConnectorRow['kind'], ConnectorKind>> = {
  smpp: {
    create: createSmppConnector,
    checkSettings: faultsOf(parseSmppSettings),
    readProfile: readSmppProfile,
  },
};

/**
 * The connector a row of the database describes, not started yet.
 *
 * @param log bound to the connector, as by pino's `child`.
 * @throws ConnectorSettingsError when its settings cannot be used.
 */
export function createConnector(
  row: SmsConnectorRow,
  sink: ConnectorSink,
  clock: Clock,
  log: ConnectorLog,
): Connector {
  return kinds[row.kind].create(row, sink, clock, log);
}

/** What is wrong with the settings of a connector to be stored, in sentences; empty when nothing is. */
export function checkConnectorSettings(kind: SmsConnectorRow['kind'], settings: unknown): readonly string[] {
  return kinds[kind].checkSettings(settings);
}

/** What the rooms have to know of an operator's habits. */
export function readProfile({ kind, settings }: Pick<SmsConnectorRow, 'kind' | 'settings'>): OperatorProfile {
  return kinds[kind].readProfile(settings);
}

function faultsOf(parse: (settings: unknown) => { ok: true } | { ok: false; errors: readonly string[] }) {
  return (settings: unknown): readonly string[] => {
    const parsed = parse(settings);
    return parsed.ok ? [] : parsed.errors;
  };
}
