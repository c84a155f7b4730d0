import { countSegments } from '@ujumbe/smpp/text';
import type { CountryPolicy } from './country-policy.ts';
import type { SenderPurpose } from './judge-contact.ts';

export type Suffixed = {
  readonly text: string;
  /** False where none is needed, or the text ends with it already. */
  readonly added: boolean;
  /** Parts the text takes without and with it. */
  readonly partsBefore: number;
  readonly partsAfter: number;
};

/** Ends a promotional text with how to refuse more of them, once, where the country wants that. */
export function withSuffix(policy: CountryPolicy, sender: SenderPurpose, text: string): Suffixed {
  const suffix = sender === 'promotional' ? policy.promotional.optOutSuffix : null;
  const partsBefore = partsOf(text);
  if (suffix === null || text.trimEnd().endsWith(suffix))
    return { text, added: false, partsBefore, partsAfter: partsBefore };
  const whole = `${text.trimEnd()} ${suffix}`;
  return { text: whole, added: true, partsBefore, partsAfter: partsOf(whole) };
}

function partsOf(text: string): number {
  return countSegments(text, {}).segments;
}
