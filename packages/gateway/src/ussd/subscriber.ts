import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import { networkOf } from '#routing/number-plan.ts';

/** Who dialled, in the words applications are told. */
export type Subscriber = {
  /** E.164 digits without plus; what the operator wrote where it is no number. */
  readonly msisdn: string;
  readonly network: string;
  readonly networkCode: string;
};

/** Country of national numbers where the operator's profile names none. */
const DEFAULT_COUNTRY = 'KE';
const MCC_MNC = /^\d{5,6}$/;

/**
 * @param written the number as the operator wrote it
 * @param named the network the operator named, or null; its code where that is all digits
 */
export function subscriberOf(written: string, named: string | null, profile: UssdProfile): Subscriber {
  const msisdn = normaliseMsisdn(written, profile.country ?? DEFAULT_COUNTRY, true) ?? storable(written);
  const planned = networkOf(msisdn);
  const code = named !== null && MCC_MNC.test(named) ? named : `${planned.mcc}${planned.mnc}`;
  const name = named === null || MCC_MNC.test(named) ? '' : storable(named);
  return {
    msisdn,
    network: profile.network ?? (planned.name || name),
    networkCode: code,
  };
}
