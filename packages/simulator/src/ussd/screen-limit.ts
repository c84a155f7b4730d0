import { countSeptets, isGsm7 } from '@ujumbe/smpp';

/** What a phone can be shown at once: 160 octets of a MAP USSD string (3GPP TS 23.038, TS 24.090). */
const standardLimit = { septets: 182, ucs2: 80 } as const;

/** Why a screen is too long for the network, or null when it fits. */
export function tooLong(text: string): string | null {
  if (isGsm7(text)) {
    const septets = countSeptets(text);
    return septets <= standardLimit.septets
      ? null
      : `The screen has ${septets} septets, the network carries ${standardLimit.septets}.`;
  }
  return text.length <= standardLimit.ucs2
    ? null
    : `The screen has ${text.length} UCS-2 characters, the network carries ${standardLimit.ucs2}.`;
}
