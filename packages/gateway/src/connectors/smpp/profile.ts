import { Value } from 'typebox/value';
import type { OperatorProfile } from '#core/operator-profile.ts';
import { type SmppSettings, smppSettingsSchema } from './settings.ts';

const { properties } = smppSettingsSchema;
const usual = Value.Default(smppSettingsSchema, {}) as SmppSettings;

/** The profile in the settings of a connector of kind smpp; the usual one in each point where they cannot be used. */
export function readSmppProfile(settings: Readonly<Record<string, unknown>>): OperatorProfile {
  const read = <Name extends keyof SmppSettings>(name: Name): SmppSettings[Name] => {
    const given = settings[name];
    return Value.Check(properties[name], given) ? (given as SmppSettings[Name]) : usual[name];
  };
  return {
    failsWhenUncertain: read('onResponseTimeout') === 'fail',
    receiptIdMode: read('receiptIdMode'),
    receipts: read('receipts'),
    partialGraceMs: read('partialGrace') * 1000,
    failoverAfter: read('failoverAfter'),
  };
}
