import type { ScreenLimits } from '../engine/event.ts';
import { breakText } from './break-text.ts';
import { fitsScreen } from './screen.ts';

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
    const last = withControls(pages.length, true, screen, controlLines);
    const rest = [...(textLeft === '' ? [] : [textLeft]), ...linesLeft].join('\n');
    if (fitsScreen(last(rest), screen)) return [...pages, last(rest)];
    const page = withControls(pages.length, false, screen, controlLines);
    const fits = (body: string) => fitsScreen(page(body), screen);
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
    if (textLeft === '' && linesLeft.length === 0) return [...pages, last(body)];
    pages.push(page(body));
  }
}

/** Words beside the keys are left out where they would take more than half of the screen. */
function withControls(
  page: number,
  isLast: boolean,
  { maxSeptets, maxUcs2 }: ScreenLimits,
  controlLines: ControlLines,
): (body: string) => string {
  const lines = controlLines(page, isLast);
  const half = { maxSeptets: maxSeptets / 2, maxUcs2: maxUcs2 / 2 };
  const shown = fitsScreen(lines.join('\n'), half)
    ? lines
    : lines.map((line) => line.split(' ', 1)[0] ?? line);
  return (body) => [body, ...shown].join('\n');
}
