import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { OperatorProfile } from '#core/operator-profile.ts';
import { smppSettingsSchema } from './settings.ts';

const schema = Type.Pick(smppSettingsSchema, [
  'onResponseTimeout',
  'receiptIdMode',
  'receipts',
  'partialGrace',
  'failoverAfter',
]);

/** The profile in the settings of a connector of kind smpp; the usual one where they cannot be used. */
export function readSmppProfile(settings: unknown): OperatorProfile {
  const given = Value.Clean(schema, Value.Default(schema, structuredClone(settings)));
  const usable = Value.Check(schema, given) ? given : Value.Create(schema);
  const { onResponseTimeout, receiptIdMode, receipts, partialGrace, failoverAfter } = usable;
  return {
    failsWhenUncertain: onResponseTimeout === 'fail',
    receiptIdMode,
    receipts,
    partialGraceMs: partialGrace * 1000,
    failoverAfter,
  };
}
