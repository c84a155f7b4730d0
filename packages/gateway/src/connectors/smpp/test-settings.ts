import { parseSmppSettings, type SmppSettings } from './settings.ts';

/** A profile for tests: the defaults, with what a test is about. */
export function testSettings(overrides: Readonly<Record<string, unknown>> = {}): SmppSettings {
  const parsed = parseSmppSettings({
    host: '127.0.0.1',
    port: 2775,
    systemId: 'esme01',
    password: 'secret',
    ...overrides,
  });
  if (!parsed.ok) throw new Error(parsed.errors.join(' '));
  return parsed.settings;
}
