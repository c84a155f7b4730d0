import type { ReadSource } from './read-sources.ts';
import type { Condition } from './settings.ts';
import { parseSource, type Source } from './source.ts';
import { TemplateFault } from './template-fault.ts';

/** What tells one kind of request from the others, by one field. */
export type When = {
  readonly source: Source;
  readonly holds: (read: ReadSource) => boolean;
};

/** @throws TemplateFault for a condition without values, and a field that is no place of a request */
export function parseCondition({ field, is = [], startsWith = [] }: Condition): When {
  if (is.length === 0 && startsWith.length === 0) {
    throw new TemplateFault('it has neither is nor startsWith, so it would never hold.');
  }
  // Beginning with nothing is what every value does.
  if (startsWith.includes('')) throw new TemplateFault('startsWith "" would always hold.');
  const source = parseSource(field);
  const wanted = is.map(plain);
  const beginnings = startsWith.map(plain);
  return {
    source,
    holds: (read) => {
      const value = plain(String(read(source) ?? ''));
      return wanted.includes(value) || beginnings.some((beginning) => value.startsWith(beginning));
    },
  };
}

function plain(value: string): string {
  return value.trim().toLowerCase();
}
