import { plainLine } from '../../channels/entry.ts';
import { isDay } from '../../document/is-day.ts';

/** Nobody tells us of an earlier day: such a year is a slip. */
const EARLIEST_YEAR = 1900;

type Bounds = { readonly min: string | null; readonly max: string | null };

/**
 * A day as `YYYY-MM-DD`, read from 31/12/2026, 31.12.2026, 31-12-26, 31 12 2026, 2026-12-31, 20261231, 31122026 or 311226: day
 * before month, as it is written where we are used. Two digits of a year are of the century that fits the bounds, else of the one
 * that is at most ten years ahead.
 *
 * @param today `YYYY-MM-DD`
 * @returns null for what is no day of the calendar, and for days before 1900
 */
export function readDate(text: string, today: string, bounds: Bounds): string | null {
  const plain = plainLine(text)
    .replace(/ ?[/.,-] ?/gu, '-')
    .replaceAll(' ', '-');
  const yearFirst = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(plain);
  if (yearFirst !== null) return dayOf(yearFirst[1], yearFirst[2], yearFirst[3]);
  const dayFirst =
    /^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})$/u.exec(plain) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/u.exec(plain);
  if (dayFirst === null) return null;
  const [, day, month, year = ''] = dayFirst;
  if (year.length === 4) {
    return (
      dayOf(year, month, day) ??
      (plain.includes('-') ? null : dayOf(plain.slice(0, 4), plain.slice(4, 6), plain.slice(6)))
    );
  }
  const likely = Number(`20${year}`) <= Number(today.slice(0, 4)) + 10 ? ['20', '19'] : ['19', '20'];
  const days = likely
    .map((century) => dayOf(`${century}${year}`, month, day))
    .filter((each) => each !== null);
  return days.find((each) => isWithin(each, bounds)) ?? days[0] ?? null;
}

function isWithin(day: string, { min, max }: Bounds): boolean {
  return (min === null || day >= min) && (max === null || day <= max);
}

function dayOf(year = '', month = '', day = ''): string | null {
  if (Number(year) < EARLIEST_YEAR) return null;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(written) ? written : null;
}
