import type { Value } from '../document/condition.ts';
import { own } from './scope.ts';

export type Filter = (value: Value, language: string) => Value;

const filters: Readonly<Record<string, Filter>> = {
  upper: (value) => write(value).toUpperCase(),
  lower: (value) => write(value).toLowerCase(),
  title: (value) =>
    write(value)
      .toLowerCase()
      .replace(/(?<!\p{L}\p{M}*)\p{L}/gu, (letter) => letter.toUpperCase()),
  date: (value) => write(value).replace(/^(\d{4})-(\d{2})-(\d{2}).*$/su, '$3/$2/$1'),
  number: (value, language) => groupDigits(write(value), language),
  first: (value) => (Array.isArray(value) ? (value[0] ?? '') : (write(value).trim().split(/\s+/u)[0] ?? '')),
};

export const filterNames: readonly string[] = Object.keys(filters);

export function filterOf(name: string): Filter | undefined {
  return own(filters, name);
}

/** A value as people read it. */
export function write(value: Value): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/**
 * Digits in threes. French groups them by a plain space: the narrow one it has in print is outside of the GSM alphabet, and
 * one such character halves what a screen holds.
 */
function groupDigits(text: string, language: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction] = parts;
  const french = language.startsWith('fr');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/gu, french ? ' ' : ',');
  return `${sign}${grouped}${fraction === undefined ? '' : `${french ? ',' : '.'}${fraction}`}`;
}
