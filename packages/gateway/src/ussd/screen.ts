import { countSeptets } from '@ujumbe/smpp/text';
import { smartEncode } from '#core/smart-encoding.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';

/** What a subscriber types for the next page. Few menus use it, while 0 goes back in most. */
export const NEXT_PAGE = '98';
/** How far before the limit a line end or a space is still a good place to break, in characters. */
const GOOD_BREAK_WITHIN = 20;

/** A text as a handset can show it, and what became of what did not fit. */
export type Screen = {
  readonly text: string;
  /** Further pages, in order; empty unless the profile pages. */
  readonly pages: readonly string[];
  readonly overrun: 'no' | 'paged' | 'cut' | 'refused';
};

type Limits = Pick<UssdProfile, 'maxSeptets' | 'maxUcs2' | 'overflow' | 'substitute'>;

/**
 * Fits an application's text to what the operator can carry: septets of the GSM alphabet, or UTF-16 units as soon as one
 * character is outside of it (3GPP TS 23.038).
 * @param more the word for the next page, in the subscriber's language
 */
export function fitScreen(raw: string, limits: Limits, more: string): Screen {
  const text = limits.substitute ? smartEncode(raw, 'smart') : raw;
  if (fits(text, limits)) return { text, pages: [], overrun: 'no' };
  switch (limits.overflow) {
    case 'error':
      return { text: '', pages: [], overrun: 'refused' };
    case 'cut':
      return { text: text.slice(0, breakBefore(text, '', limits)), pages: [], overrun: 'cut' };
    case 'page':
      return paginate(text, limits, `\n${NEXT_PAGE} ${more}`);
  }
}

function paginate(text: string, limits: Limits, footer: string): Screen {
  const pages: string[] = [];
  let rest = text;
  while (!fits(rest, limits)) {
    const at = breakBefore(rest, footer, limits);
    pages.push(rest.slice(0, at).trimEnd() + footer);
    rest = rest.slice(at).trimStart();
  }
  pages.push(rest);
  return { text: pages[0] as string, pages: pages.slice(1), overrun: 'paged' };
}

function fits(text: string, { maxSeptets, maxUcs2 }: Limits): boolean {
  const septets = countSeptets(text);
  return septets < 0 ? text.length <= maxUcs2 : septets <= maxSeptets;
}

/** Where to break a text so that what stands before fits together with the footer: at a line end where one is near, else hard. */
function breakBefore(text: string, footer: string, limits: Limits): number {
  const end = longestBeginning(text, footer, limits);
  if (text[end] === '\n') return end;
  const lineEnd = text.lastIndexOf('\n', end - 1);
  return lineEnd > 0 && lineEnd >= end - GOOD_BREAK_WITHIN ? lineEnd : end;
}

/** Never within a surrogate pair, and never nothing: a page that holds nothing would never end. */
function longestBeginning(text: string, footer: string, limits: Limits): number {
  let low = 1;
  let high = Math.min(text.length, limits.maxSeptets);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle) + footer, limits)) low = middle;
    else high = middle - 1;
  }
  const last = text.charCodeAt(low - 1);
  return low > 1 && last >= 0xd800 && last <= 0xdbff ? low - 1 : low;
}
