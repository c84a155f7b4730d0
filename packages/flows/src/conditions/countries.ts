import table from './countries.json' with { type: 'json' };

/** What reading a national number, and knowing what day it is, takes. */
export type Country = {
  readonly callingCode: string;
  /** What national numbers begin with and international ones leave out; '' for none. */
  readonly trunk: string;
  /** Minutes ahead of UTC, winter time where there are two. */
  readonly utcMinutes: number;
};

type Row = readonly [callingCode: string, trunk: string, utcMinutes: number];
const rows = table as unknown as Readonly<Record<string, Row>>;

/** A country by its ISO 3166 code, null for one that is not in the table. */
export function countryOf(iso: string): Country | null {
  const row = Object.hasOwn(rows, iso) ? rows[iso] : undefined;
  return row === undefined ? null : { callingCode: row[0], trunk: row[1], utcMinutes: row[2] };
}
