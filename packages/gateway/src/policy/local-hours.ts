import type { LocalHours } from './country-policy.ts';

/** Hours that must be open, at the place where a person is. */
export type Gate = { readonly hours: LocalHours; readonly timeZone: string };

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const LEAP = 120 * MINUTE;
const DAY = 24 * 60 * MINUTE;
/** Steps after which hours that never meet are given up. */
const MOST_STEPS = 500;
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether all hours are open at an instant (milliseconds since the epoch). */
export function areOpen(gates: readonly Gate[], at: number): boolean {
  return gates.every((gate) => untilOpen(gate, at) === 0);
}

/**
 * The first instant from one on, to the minute, at which all hours are open; null where they never are.
 * @param at milliseconds since the epoch
 */
export function nextOpening(gates: readonly Gate[], at: number): number | null {
  let time = at;
  for (let step = 0; step < MOST_STEPS; step++) {
    const waits = gates.map((gate) => untilOpen(gate, time));
    const longest = Math.max(0, ...waits);
    if (longest === 0) return time;
    time += strideOf(longest, time);
  }
  return null;
}

/** Clocks are moved by two hours at most, at a quarter of an hour: what is further away is leapt towards, the rest is walked. */
function strideOf(wait: number, time: number): number {
  return wait > LEAP ? wait - LEAP : Math.min(wait, QUARTER - (time % QUARTER));
}

/** Milliseconds until it opens by the clock on the wall, which may be moved meanwhile: whoever waited asks again. */
function untilOpen({ hours, timeZone }: Gate, at: number): number {
  const { day, time } = localTime(timeZone, at);
  const [from, until] = [minutes(hours.from) * MINUTE, minutes(hours.until) * MINUTE];
  const isDay = hours.days === undefined || hours.days.includes(day);
  if (isDay && time >= from && time < until) return 0;
  return isDay && time < from ? from - time : DAY - time;
}

function localTime(timeZone: string, at: number): { day: number; time: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const within = ((at % MINUTE) + MINUTE) % MINUTE;
  return {
    day: dayNames.indexOf(parts.weekday as string) + 1,
    time: (Number(parts.hour) * 60 + Number(parts.minute)) * MINUTE + within,
  };
}

function minutes(text: string): number {
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** An instant as people at a place write it, such as `Mon 23 Nov 2026, 08:00 (Africa/Nairobi)`. */
export function writeLocalTime(at: number, timeZone: string): string {
  const written = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return `${written} (${timeZone})`;
}
