import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { callingCodeOf } from './numbering/calling-code.ts';
import { findMobileNetwork, planOfCountry, planOfNumber } from './numbering/find-mobile-network.ts';

const DIGITS = /^\d+$/;
/** White space, dashes, dots, brackets and the invisible marks that come along when a number is copied from a screen. */
const SEPARATORS = /[\s\-‐-―−.()\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const WRITTEN = /^(\+|00)?(\d{1,20})$/;
/** Seven digits would also fit some islands, but as many short codes. */
const E164 = /^[1-9]\d{7,14}$/;
const LONGEST_INPUT = 64;
/** Our digits are the number: the library need not search for one in a sentence. */
const WHOLE_TEXT = { extract: false } as const;

/**
 * Reads a subscriber's number as people write it: `2547…`, `+2547…`, `002547…`, `07…`, `7…`, with spaces or dashes.
 *
 * @param defaultCountry ISO 3166 alpha-2: the country that a number without calling code belongs to
 * @param lenient accepts whatever has the length of an E.164 number, landlines and unknown ranges included
 * @returns E.164 digits without plus, or null when it is not a mobile number
 */
export function normaliseMsisdn(text: string, defaultCountry: string, lenient: boolean): string | null {
  if (DIGITS.test(text) && findMobileNetwork(text) !== null) return text;
  if (text.length > LONGEST_INPUT) return null;
  const written = WRITTEN.exec(text.replace(SEPARATORS, ''));
  if (written === null) return null;
  const digits = written[2] as string;
  const international = written[1] !== undefined;
  const country = defaultCountry.toUpperCase();
  const strict = inOwnPlans(digits, international, country) ?? validMobile(digits, international, country);
  return strict ?? (lenient ? byLength(digits, international, country) : null);
}

/**
 * A number for logs and errors: calling code and the last two digits, as `+254 ••••••• 78`.
 * What is no number is hidden altogether.
 */
export function maskMsisdn(msisdn: string): string {
  if (!/^[1-9]\d{7,}$/.test(msisdn)) return '•'.repeat(Math.min(msisdn.length, 15));
  const callingCode = callingCodeOf(msisdn);
  return `+${callingCode} ${'•'.repeat(msisdn.length - callingCode.length - 2)} ${msisdn.slice(-2)}`;
}

/** The common case, decided without the big library: our own table of mobile ranges. */
function inOwnPlans(digits: string, international: boolean, country: string): string | null {
  if (findMobileNetwork(digits) !== null) return digits;
  const abroad = planOfNumber(digits);
  if (abroad !== undefined) {
    // `+254 (0) 712 …`: the trunk prefix does not belong there, but people write it.
    const plain =
      abroad.callingCode + withoutTrunk(digits.slice(abroad.callingCode.length), abroad.trunkPrefix);
    if (findMobileNetwork(plain) !== null) return plain;
  }
  const home = international ? undefined : planOfCountry(country);
  if (home === undefined) return null;
  const full = home.callingCode + withoutTrunk(digits, home.trunkPrefix);
  return findMobileNetwork(full) === null ? null : full;
}

function withoutTrunk(national: string, trunkPrefix: string): string {
  return trunkPrefix !== '' && national.startsWith(trunkPrefix)
    ? national.slice(trunkPrefix.length)
    : national;
}

/** Without plus, digits are read as an international number first: that is how the API documents them. */
function validMobile(digits: string, international: boolean, country: string): string | null {
  return mobileOf(readAbroad(digits)) ?? (international ? null : mobileOf(readHome(digits, country)));
}

function mobileOf(number: PhoneNumber | undefined): string | null {
  const type = number?.getType();
  return number !== undefined && (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE')
    ? number.number.slice(1)
    : null;
}

/** An international number stays as it was written; only a national one is completed. */
function byLength(digits: string, international: boolean, country: string): string | null {
  const complete = international || readAbroad(digits)?.isPossible() === true;
  const home = complete ? undefined : readHome(digits, country);
  const msisdn = home?.isPossible() === true ? home.number.slice(1) : digits;
  return E164.test(msisdn) ? msisdn : null;
}

function readAbroad(digits: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(`+${digits}`, WHOLE_TEXT);
}

function readHome(digits: string, country: string): PhoneNumber | undefined {
  if (!isSupportedCountry(country)) return undefined;
  return parsePhoneNumberFromString(digits, { defaultCountry: country, ...WHOLE_TEXT });
}
