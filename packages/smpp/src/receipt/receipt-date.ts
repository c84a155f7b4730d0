import { parseSmppTime } from '../smpp-time.ts';

/**
 * Date after `submit date:` or `done date:`: YYMMDDhhmm, YYMMDDhhmmss, YYYYMMDDhhmm, YYYYMMDDhhmmss, or a whole
 * SMPP time, which alone tells its zone. All zeros, and what is no date, is undefined.
 *
 * @param utcOffsetMinutes zone of the operator's clock, for the forms that do not tell it.
 */
export function parseReceiptDate(digits: string, utcOffsetMinutes = 0): Date | undefined {
  switch (digits.length) {
    case 10:
      return toDate(`20${digits}00`, utcOffsetMinutes);
    case 12:
      return toDate(`20${digits}`, utcOffsetMinutes) ?? toDate(`${digits}00`, utcOffsetMinutes);
    case 14:
      return toDate(digits, utcOffsetMinutes);
    case 16: {
      const time = parseSmppTime(digits);
      return time?.kind === 'absolute' ? time.at : undefined;
    }
    default:
      return undefined;
  }
}

function toDate(digits: string, utcOffsetMinutes: number): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...SixNumbers];
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  if (!inRange || year < 2000 || year > 2099) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second) - utcOffsetMinutes * 60_000);
}

type SixNumbers = [number, number, number, number, number, number];

/** YYMMDDhhmm in UTC. */
export function formatReceiptDate(date: Date): string {
  return date.toISOString().slice(2, 16).replace(/[-T:]/g, '');
}
