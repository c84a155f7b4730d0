import table from './countries.json' with { type: 'json' };

/** What reading a national number, and knowing what day it is, takes. */
export type Country = {
  readonly callingCode: string;
  /** What national numbers begin with and international ones leave out; '' for none. */
  readonly trunk: string;
  /** Minutes ahead of UTC, winter time where there are two. */
  readonly utcMinutes: number;
  /** Digits of a national number without trunk prefix: at least and at most. */
  readonly digits: readonly [number, number];
};

type Row = readonly [callingCode: string, trunk: string, utcMinutes: number, least: number, most: number];
const rows = table as unknown as Readonly<Record<string, Row>>;

/** A country by its ISO 3166 code, null for one that is not in the table. */
export function countryOf(iso: string): Country | null {
  const row = Object.hasOwn(rows, iso) ? rows[iso] : undefined;
  if (row === undefined) return null;
  const [callingCode, trunk, utcMinutes, least, most] = row;
  return { callingCode, trunk, utcMinutes, digits: [least, most] };
}
