import { countSeptets } from '@ujumbe/smpp/text';
import type { ScreenLimits } from '../engine/event.ts';

/** Whether a text can be shown at once. One character outside of the GSM alphabet makes all of it UCS-2. */
export function fitsScreen(text: string, screen: ScreenLimits): boolean {
  const { maxSeptets, maxUcs2 } = screen;
  if (isTooLong(text.length, screen)) return false;
  const septets = countSeptets(text);
  return septets >= 0 ? septets <= maxSeptets : text.length <= maxUcs2;
}

/** Whether a text of so many UTF-16 units can be told not to fit without a look at it: each takes at least one place. */
export function isTooLong(length: number, { maxSeptets, maxUcs2 }: ScreenLimits): boolean {
  return length > Math.max(maxSeptets, maxUcs2);
}
