import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { callingCodeOf } from '#core/numbering/calling-code.ts';
import { findMobileNetwork } from '#core/numbering/find-mobile-network.ts';
import type { MobileNetwork } from '#core/numbering/numbering-plans.ts';
import countryMcc from './number-plan/country-mcc.json' with { type: 'json' };

const nowhere: MobileNetwork = { mcc: '', mnc: '', name: '', country: '' };
const networkOfCountry = new Map<string, MobileNetwork>();
const countriesByCallingCode = new Map<string, CountryCode[]>();

for (const country of getCountries()) {
  const mcc = (countryMcc as Readonly<Record<string, string>>)[country] ?? '';
  networkOfCountry.set(country, { mcc, mnc: '', name: '', country });
  const callingCode = getCountryCallingCode(country);
  const sharing = countriesByCallingCode.get(callingCode);
  if (sharing === undefined) countriesByCallingCode.set(callingCode, [country]);
  else sharing.push(country);
}

/**
 * The network a number's range was given to, without asking anyone: a ported number shows its first holder.
 * Outside the countries of our own table only the country and its (first) MCC are known. '' where unknown.
 *
 * @param msisdn E.164 digits without plus
 */
export function networkOf(msisdn: string): MobileNetwork {
  const network = findMobileNetwork(msisdn);
  if (network !== null) return network;
  const countries = countriesByCallingCode.get(callingCodeOf(msisdn));
  if (countries === undefined) return nowhere;
  const country =
    countries.length === 1
      ? countries[0]
      : parsePhoneNumberFromString(`+${msisdn}`, { extract: false })?.country;
  return (country !== undefined && networkOfCountry.get(country)) || nowhere;
}
