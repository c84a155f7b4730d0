import { Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { hostCall } from './host-call.ts';
import { CallRefused } from './refusal.ts';

/** Completes a number that may be written without its calling code. */
export const phoneNumberFormat = hostCall(
  Type.Object({ number: Type.String({ maxLength: 64 }), country: Type.String({ pattern: '^[A-Za-z]{2}$' }) }),
  async (_: unknown, __, { number, country }) => {
    const digits = normaliseMsisdn(number, country, true);
    if (digits === null) throw new CallRefused(`"${number}" is no phone number of ${country.toUpperCase()}`);
    return digits;
  },
);
