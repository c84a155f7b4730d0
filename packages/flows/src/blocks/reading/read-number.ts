import { plainLine } from '../../channels/entry.ts';

/**
 * A number as people write it: `1,500`, `1 500`, `1.500`, `2.5`, `2,5`, `KSh 500/=`, `٢٥`. A lone comma or point parts thousands
 * where exactly three digits follow and no such fraction is asked for; else it begins the fraction.
 *
 * @param decimals places after the point that are asked for
 * @param outOf what a score is given out of: with 10, `9/10` is 9
 * @returns null for what is no number, or more than one
 */
export function readNumber(
  text: string,
  decimals: number,
  outOf?: number,
): { readonly value: number; readonly decimals: number } | null {
  const plain = plainLine(text).replaceAll('٫', '.').replaceAll('٬', ',').replaceAll('−', '-');
  const alone = plain.replace(/(?<=\d) ?\/ ?(\d+)(?=\D*$)/u, (end, most) =>
    Number(most) === outOf ? '' : end,
  );
  const found = /^[^\d.,+-]{0,12}([+-]?)\s?(\d[\d., ]*)(?:\/=|\/-)?[^\d]{0,20}$/u.exec(alone);
  if (found === null) return null;
  const [, sign = '', body = ''] = found;
  const written = normalise(body.replace(/[., ]+$/u, ''), decimals);
  if (written === null) return null;
  const [whole = '', fraction = ''] = written.split('.');
  if (whole.length > 15) return null;
  const value = Number(written);
  const significant = fraction.replace(/0+$/u, '').length;
  return { value: sign === '-' && value !== 0 ? -value : value, decimals: significant };
}

/** Digits with at most one point. */
function normalise(body: string, decimals: number): string | null {
  const together = body.replace(/(?<=\d) (?=\d{3}(?:\D|$))/gu, '');
  if (together.includes(' ')) return null;
  const marks = together.replace(/\d/gu, '');
  if (marks === '') return together;
  const last = together.lastIndexOf(marks.at(-1) ?? '');
  const tail = together.length - last - 1;
  const sameMarks = new Set(marks).size === 1;
  const partsThousands = sameMarks && tail === 3 && (marks.length > 1 || decimals < 3);
  const groups = partsThousands ? together : together.slice(0, last);
  if (!sameMarks && groups.includes(marks.at(-1) ?? '')) return null;
  if (sameMarks && marks.length > 1 && !partsThousands) return null;
  if (/[.,]/u.test(groups) && !/^\d{1,3}(?:[.,]\d{3})+$/u.test(groups)) return null;
  const whole = groups.replace(/[.,]/gu, '');
  return partsThousands ? whole : `${whole}.${together.slice(last + 1)}`;
}
