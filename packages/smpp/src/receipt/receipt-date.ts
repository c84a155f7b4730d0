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

/** @param digits YYYYMMDDhhmmss */
function toDate(digits: string, utcOffsetMinutes: number): Date | undefined {
  const year = readNumber(digits, 0, 4);
  const month = readNumber(digits, 4, 6);
  const day = readNumber(digits, 6, 8);
  const hour = readNumber(digits, 8, 10);
  const minute = readNumber(digits, 10, 12);
  const second = readNumber(digits, 12, 14);
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  // A number with anything but digits in it is NaN, and no comparison holds for that.
  if (!inRange || !(year >= 2000 && year <= 2099)) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second) - utcOffsetMinutes * 60_000);
}

/** Every receipt has two dates; a pattern for them was a fifth of the time of reading one. */
function readNumber(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** YYMMDDhhmm in UTC. */
export function formatReceiptDate(date: Date): string {
  return date.toISOString().slice(2, 16).replace(/[-T:]/g, '');
}
