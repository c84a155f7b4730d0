import { plainLine } from '../../channels/entry.ts';
import { type Country, countryOf } from '../../conditions/countries.ts';

/**
 * A phone number as E.164 digits (ITU-T E.164: at most 15), without plus. `+254…` and `00254…` are international, `254…` is where it
 * is as long as that country's numbers are, and everything else is national. International numbers of that country have to be that
 * long as well; those of others are taken as they are.
 * A trunk prefix that was left in an international number, as in `+254 0700…`, is left out.
 *
 * @param country ISO 3166
 * @returns null for what is no number, or a national one of a country we know nothing of
 */
export function readPhone(text: string, country: string): string | null {
  const plain = plainLine(text).replace(/[ ().\-/]/gu, '');
  const home = countryOf(country);
  const international = /^(?:\+|00)([1-9]\d{6,14})$/u.exec(plain)?.[1];
  if (international !== undefined)
    return home && international.startsWith(home.callingCode) ? readHome(international, home) : international;
  if (home === null || !/^\d{4,15}$/u.test(plain)) return null;
  return readHome(plain, home) ?? readNational(plain, home);
}

/** A number that begins with its own country's calling code. */
function readHome(digits: string, home: Country): string | null {
  return digits.startsWith(home.callingCode)
    ? readNational(digits.slice(home.callingCode.length), home)
    : null;
}

function readNational(digits: string, { callingCode, trunk, digits: [least, most] }: Country): string | null {
  const national = trunk !== '' && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  if (national.length < least || national.length > most) return null;
  return trunk !== '' && national.startsWith(trunk) ? null : callingCode + national;
}
