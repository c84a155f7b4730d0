import { type MobileNetwork, type NumberingPlan, numberingPlans } from './numbering-plans.ts';

type Range = { readonly network: MobileNetwork; readonly digits: number };

const ranges = new Map<string, Range>();
const plansByCountry = new Map<string, NumberingPlan>();
const plansByCallingCode = new Map<string, NumberingPlan>();
let shortest = Number.POSITIVE_INFINITY;
let longest = 0;

for (const plan of numberingPlans) {
  plansByCountry.set(plan.country, plan);
  plansByCallingCode.set(plan.callingCode, plan);
  for (const { name, mnc, prefixes } of plan.networks) {
    const network: MobileNetwork = { mcc: plan.mcc, mnc, name, country: plan.country };
    for (const prefix of prefixes.split(' ')) {
      const key = plan.callingCode + prefix;
      ranges.set(key, { network, digits: plan.callingCode.length + plan.nationalLength });
      shortest = Math.min(shortest, key.length);
      longest = Math.max(longest, key.length);
    }
  }
}

/** The network that a mobile range of our own table belongs to, or null when the table does not hold the number. */
export function findMobileNetwork(msisdn: string): MobileNetwork | null {
  for (let length = longest; length >= shortest; length--) {
    const range = ranges.get(msisdn.slice(0, length));
    if (range !== undefined) return range.digits === msisdn.length ? range.network : null;
  }
  return null;
}

/** The plan of a country, where our own table has it. */
export function planOfCountry(country: string): NumberingPlan | undefined {
  return plansByCountry.get(country);
}

/** The plan an international number falls under, where our own table has it. All calling codes in it have three digits. */
export function planOfNumber(digits: string): NumberingPlan | undefined {
  return plansByCallingCode.get(digits.slice(0, 3));
}
