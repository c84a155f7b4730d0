import { countSeptets } from '@ujumbe/smpp/text';
import type { ScreenLimits } from '../engine/event.ts';
import { breakText } from './break-text.ts';
import { fitsScreen, isTooLong } from './screen.ts';

/** The lines of control keys at the end of a page. */
export type ControlLines = (page: number, isLast: boolean) => readonly string[];

/** Breaks a text and the lines after it into pages that fit, each with its control keys. Lines stay whole. */
export function layPages(
  text: string,
  lines: readonly string[],
  screen: ScreenLimits,
  controlLines: ControlLines,
): readonly string[] {
  const pages: string[] = [];
  let textLeft = text;
  let linesLeft = lines;
  for (;;) {
    const lastControls = controlLines(pages.length, true);
    const last = withControls(lastControls, screen);
    const left = linesLeft.reduce((total, { length }) => total + length, textLeft.length);
    if (!isTooLong(left, screen)) {
      const all = last(joinParts(textLeft, ...linesLeft));
      if (fitsScreen(all, screen)) return [...pages, all];
    }
    const page = withControls(controlLines(pages.length, false), screen);
    const fits = (body: string) => !isTooLong(body.length, screen) && fitsScreen(page(body), screen);
    const { head, tail } = textLeft === '' ? { head: '', tail: '' } : breakText(textLeft, fits);
    let body = head;
    if (tail === '') {
      const [first, ...others] = linesLeft;
      if (body === '' && first !== undefined) {
        body = breakText(first, fits).head;
        linesLeft = others;
      }
      while (linesLeft[0] !== undefined && fits(`${body}\n${linesLeft[0]}`)) {
        body += `\n${linesLeft[0]}`;
        linesLeft = linesLeft.slice(1);
      }
    }
    textLeft = tail;
    if (textLeft === '' && linesLeft.length === 0) {
      return [...pages, fitsScreen(last(body), screen) ? last(body) : withKeysOnly(body, lastControls)];
    }
    pages.push(page(body));
  }
}

/** Words beside the keys are left out where they would take more than half of the screen, which a single letter may halve. */
function withControls(
  lines: readonly string[],
  { maxSeptets, maxUcs2 }: ScreenLimits,
): (body: string) => string {
  const worded = lines.join('\n');
  return (body) => {
    const text = joinParts(body, worded);
    const isShort =
      countSeptets(text) >= 0 ? countSeptets(worded) <= maxSeptets / 2 : worded.length <= maxUcs2 / 2;
    return isShort ? text : withKeysOnly(body, lines);
  };
}

function withKeysOnly(body: string, lines: readonly string[]): string {
  return joinParts(body, lines.map((line) => line.split(' ', 1)[0]).join('\n'));
}

function joinParts(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
