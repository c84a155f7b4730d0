const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

export type SmppTime = { kind: 'absolute'; at: Date } | { kind: 'relative'; seconds: number };

/**
 * Time of SMPP 3.4 section 7.1.1, 16 characters `YYMMDDhhmmsstnnp`.
 *
 * @param time a Date for an absolute time, a number of seconds from now for a relative one. A relative time counts
 * months of 30 and years of 365 days.
 * @param utcOffsetMinutes zone an absolute time is written in, a multiple of 15; the instant is the same.
 * @throws RangeError for a negative or not finite time, and for a relative one of 100 years.
 */
export function formatSmppTime(time: Date | number, utcOffsetMinutes = 0): string {
  return typeof time === 'number' ? formatRelative(time) : formatAbsolute(time, utcOffsetMinutes);
}

function formatAbsolute(at: Date, utcOffsetMinutes: number): string {
  const local = new Date(at.getTime() + utcOffsetMinutes * 60_000);
  const quarters = Math.round(Math.abs(utcOffsetMinutes) / 15);
  return (
    pad(local.getUTCFullYear() % 100) +
    pad(local.getUTCMonth() + 1) +
    pad(local.getUTCDate()) +
    pad(local.getUTCHours()) +
    pad(local.getUTCMinutes()) +
    pad(local.getUTCSeconds()) +
    Math.floor(local.getUTCMilliseconds() / 100) +
    pad(quarters) +
    (utcOffsetMinutes < 0 ? '-' : '+')
  );
}

function formatRelative(seconds: number): string {
  if (!(seconds >= 0 && seconds < 100 * YEAR)) {
    throw new RangeError(`a relative time is 0 seconds to under 100 years, not ${seconds}`);
  }
  let rest = Math.floor(seconds);
  const digits = [YEAR, MONTH, DAY, HOUR, MINUTE, 1].map((unit) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return pad(count);
  });
  return `${digits.join('')}000R`;
}

const pattern = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([+\-R])$/;

/** Reads both forms; null when the string is neither. Years are of this century. */
export function parseSmppTime(text: string): SmppTime | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second, tenth, quarters] = match
    .slice(1, 9)
    .map(Number) as NumberEight;
  if (match[9] === 'R') {
    const seconds = year * YEAR + month * MONTH + day * DAY + hour * HOUR + minute * MINUTE + second;
    return { kind: 'relative', seconds };
  }
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  const offset = (match[9] === '-' ? -1 : 1) * quarters * 15 * 60_000;
  const at = Date.UTC(2000 + year, month - 1, day, hour, minute, second, 100 * tenth) - offset;
  return { kind: 'absolute', at: new Date(at) };
}

type NumberEight = [number, number, number, number, number, number, number, number];

function pad(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
