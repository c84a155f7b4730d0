import type { LocalHours } from './country-policy.ts';

/** Hours that must be open, at the place where a person is. */
export type Gate = { readonly hours: LocalHours; readonly timeZone: string };

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const LEAP = 120 * MINUTE;
const DAY = 24 * 60 * MINUTE;
/** Steps after which hours that never meet are given up. */
const MOST_STEPS = 500;
/** Quarters remembered of a zone: ten days of them. */
const MOST_OFFSETS = 1000;
const zones = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>();
const written = new Map<string, Intl.DateTimeFormat>();

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
  const wall = at + offsetOf(timeZone, at);
  const time = ((wall % DAY) + DAY) % DAY;
  const [from, until] = [minutes(hours.from) * MINUTE, minutes(hours.until) * MINUTE];
  const isDay = hours.days === undefined || hours.days.includes(weekday(wall));
  if (isDay && time >= from && time < until) return 0;
  return isDay && time < from ? from - time : DAY - time;
}

/** Monday is 1. The epoch was a Thursday. */
function weekday(wall: number): number {
  return ((((Math.floor(wall / DAY) + 3) % 7) + 7) % 7) + 1;
}

/** Milliseconds a zone is ahead of UTC. Asking costs tens of microseconds, and clocks are moved at quarters of an hour only. */
function offsetOf(timeZone: string, at: number): number {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    zone = { format: clockOf(timeZone), offsets: new Map() };
    zones.set(timeZone, zone);
  }
  const quarter = Math.floor(at / QUARTER);
  let offset = zone.offsets.get(quarter);
  if (offset === undefined) {
    offset = readClock(zone.format, quarter * QUARTER) - quarter * QUARTER;
    if (zone.offsets.size >= MOST_OFFSETS) zone.offsets.clear();
    zone.offsets.set(quarter, offset);
  }
  return offset;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two } as const;
  return new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...fields });
}

/** What the clock on the wall shows, as if it were that of UTC. */
function readClock(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
}

function minutes(text: string): number {
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** An instant as people at a place write it, such as `Mon, 23 Nov 2026, 08:00 (Africa/Nairobi)`. */
export function writeLocalTime(at: number, timeZone: string): string {
  let format = written.get(timeZone);
  if (format === undefined) {
    const fields = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone, ...fields, ...time });
    written.set(timeZone, format);
  }
  return `${format.format(at)} (${timeZone})`;
}
