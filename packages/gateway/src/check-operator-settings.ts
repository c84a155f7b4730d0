import { checkConnectorSettings } from '#connectors/registry.ts';
import type { ConnectorKind } from '#core/directory.ts';
import { checkUssdConnectorSettings } from '#ussd-adapters/registry.ts';

/** What is wrong with the settings of an operator to be stored, in sentences; empty when nothing is. */
export function checkOperatorSettings(kind: ConnectorKind, settings: unknown): readonly string[] {
  return kind === 'ussd-http' ? checkUssdConnectorSettings(settings) : checkConnectorSettings(kind, settings);
}
