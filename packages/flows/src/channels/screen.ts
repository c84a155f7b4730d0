import { countSeptets } from '@ujumbe/smpp/text';
import type { ScreenLimits } from '../engine/event.ts';

/** Whether a text can be shown at once. One character outside of the GSM alphabet makes all of it UCS-2. */
export function fitsScreen(text: string, { maxSeptets, maxUcs2 }: ScreenLimits): boolean {
  const septets = countSeptets(text);
  return septets >= 0 ? septets <= maxSeptets : text.length <= maxUcs2;
}
