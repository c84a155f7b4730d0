import { countryOf } from './countries.ts';

/** The day it is in a country, `YYYY-MM-DD`; in UTC where the country is not known. */
export function todayIn(country: string, now: number): string {
  const ahead = countryOf(country)?.utcMinutes ?? 0;
  return dayText(now + ahead * 60_000);
}

/** A day so many days after another, both `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return dayText(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
}

function dayText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '1970-01-01' : date.toISOString().slice(0, 10);
}
