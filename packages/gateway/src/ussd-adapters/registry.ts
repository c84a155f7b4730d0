import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { africastalking } from './africastalking/africastalking.ts';
import { parseUssdConnectorSettings } from './settings.ts';

/** Every dialect of USSD over HTTP that is spoken. */
export const ussdAdapters: readonly UssdAdapter[] = [africastalking];

/** What is wrong with the settings of a USSD connector to be stored, in sentences; empty when nothing is. */
export function checkUssdConnectorSettings(settings: unknown): readonly string[] {
  const parsed = parseUssdConnectorSettings(ussdAdapters, settings);
  return parsed.ok ? [] : parsed.errors;
}
