import { readDialled, writeCode } from './ussd-route.ts';

const DIGITS = /^\d{1,20}$/;

/** A code as it is stored, `*384*12#`, however a person wrote it. Null for what is no code: subscribers dial digits only. */
export function readUssdCode(text: string): string | null {
  const parts = readDialled(text);
  return parts?.every((part) => DIGITS.test(part)) ? writeCode(parts) : null;
}
