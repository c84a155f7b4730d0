import { countryOf } from '../../conditions/countries.ts';
import { plainDigits } from './digits.ts';

/**
 * A phone number as E.164 digits (ITU-T E.164: at most 15), without plus. `+254…` and `00254…` are international, `254…` is where it
 * is as long as that country's numbers are, and everything else is national.
 *
 * @param country ISO 3166
 * @returns null for what is no number, or a national one of a country we know nothing of
 */
export function readPhone(text: string, country: string): string | null {
  const plain = plainDigits(text).replace(/[ ().\-/]/gu, '');
  const international = /^(?:\+|00)([1-9]\d{6,14})$/u.exec(plain)?.[1];
  if (international !== undefined) return international;
  if (!/^\d{4,15}$/u.test(plain)) return null;
  const home = countryOf(country);
  if (home === null) return null;
  const { callingCode, trunk, digits } = home;
  const [least, most] = digits;
  const fits = (national: string) => national.length >= least && national.length <= most;
  if (plain.startsWith(callingCode) && fits(plain.slice(callingCode.length))) return plain;
  const national = trunk !== '' && plain.startsWith(trunk) ? plain.slice(trunk.length) : plain;
  return fits(national) ? callingCode + national : null;
}
