import { numberIn } from './entry.ts';
import { fold } from './fold.ts';
import { isNear } from './near.ts';
import type { Option } from './prompt.ts';

export type MatchSettings = {
  /** Control keys: a number that is one of them is no choice's. */
  readonly masked: readonly string[];
  /** More words for an option, by its value. */
  readonly wordsFor: (value: string) => readonly string[];
  /** Whether a word with one letter wrong will do. */
  readonly near: boolean;
};

/**
 * The option an entry means: by its number, by its value, by its label, by its keywords, then by words of which one has one letter
 * wrong. Null where none is meant, or where two are as good. `1 Yes` means the first, where `Yes` is its label.
 * A value that is a number is no name: people see the numbers of the list, and 98 may be the code of something else.
 */
export function matchOption(
  entry: string,
  options: readonly Option[],
  settings: MatchSettings,
): Option | null {
  const number = numberIn(entry);
  if (number !== null) {
    const numbered = byNumber(number, options, settings.masked);
    if (numbered !== null) return numbered;
  }
  const said = fold(entry);
  if (said === '') return null;
  const namings = [...(number === null ? [valueNames] : []), labelNames, keywordNames(settings)];
  for (const namesOf of namings) {
    const meant = options.filter((option) => namesOf(option).some((name) => isSame(fold(name), said)));
    if (meant.length > 0) return only(meant);
  }
  return (
    byNumberAndLabel(entry, options, settings.masked) ??
    (settings.near ? nearest(said, options, settings) : null)
  );
}

/** The option of a number as it was shown, unless the number is a control key. */
export function byNumber(
  number: number,
  options: readonly Option[],
  masked: readonly string[],
): Option | null {
  return masked.includes(String(number)) ? null : (options[number - 1] ?? null);
}

function valueNames(option: Option): readonly string[] {
  return [option.value];
}

function labelNames(option: Option): readonly string[] {
  return [option.label];
}

function keywordNames(settings: MatchSettings): (option: Option) => readonly string[] {
  return (option) => [...option.keywords, ...settings.wordsFor(option.value)];
}

/** Call back, call-back and callback are the same. */
function isSame(name: string, said: string): boolean {
  return name === said || (name !== '' && name.replaceAll(' ', '') === said.replaceAll(' ', ''));
}

function byNumberAndLabel(
  entry: string,
  options: readonly Option[],
  masked: readonly string[],
): Option | null {
  const parts = /^\(?(\d{1,2})[\s.):-]+(\S.*)$/su.exec(entry);
  const option = byNumber(Number(parts?.[1]), options, masked);
  return option !== null && isSame(fold(option.label), fold(parts?.[2] ?? '')) ? option : null;
}

function nearest(said: string, options: readonly Option[], settings: MatchSettings): Option | null {
  const keywords = keywordNames(settings);
  return only(
    options.filter((option) =>
      [option.value, option.label, ...keywords(option)].some((name) => isNear(fold(name), said)),
    ),
  );
}

function only(options: readonly Option[]): Option | null {
  return options.length === 1 ? (options[0] ?? null) : null;
}
