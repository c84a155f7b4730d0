import { Compile } from 'typebox/compile';
import { type CountryPolicy, type PolicyPack, packSchema } from './country-policy.ts';
import kenya from './packs/ke.json' with { type: 'json' };
import senegal from './packs/sn.json' with { type: 'json' };
import standard from './packs/standard.json' with { type: 'json' };

const check = Compile(packSchema);
/** Countries whose rules are written down, in the order in which they are listed. */
export const policyPacks: readonly PolicyPack[] = [kenya, senegal].map(readPack);
const standardPack = readPack(standard);
const packs = new Map(policyPacks.map((pack) => [pack.country, pack]));
const policies = new Map<string, CountryPolicy>();

/**
 * The rules for people whose numbers are of a country; standard ones where nobody has written its own down.
 * @param country ISO 3166 alpha-2; '' where the number tells none
 */
export function policyOf(country: string): CountryPolicy {
  let policy = policies.get(country);
  if (policy === undefined) {
    const pack = packs.get(country);
    const { timeZones, country: _, ...rules } = pack ?? standardPack;
    const zones = timeZones ?? zonesOf(country);
    policy = {
      ...rules,
      country,
      ownPack: pack !== undefined,
      timeZone: zones[0] as string,
      timeZones: zones,
    };
    policies.set(country, policy);
  }
  return policy;
}

type LocaleWithZones = Intl.Locale & { getTimeZones(): string[] | undefined };

function zonesOf(country: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(country)) return ['UTC'];
  const zones = (new Intl.Locale(`und-${country}`) as LocaleWithZones).getTimeZones() ?? [];
  return zones.length === 0 ? ['UTC'] : zones;
}

function readPack(pack: unknown): PolicyPack {
  if (check.Check(pack)) return pack;
  const faults = [...check.Errors(pack)].map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`A country policy pack cannot be used: ${faults.join('; ')}.`);
}
