import { type MatchSettings, matchOption } from './match-option.ts';
import type { Option } from './prompt.ts';

/**
 * The options an entry means, in the order of the list: `1 3`, `1,3`, `1 and 3`, `13` where there are fewer than ten options, or their
 * names parted by commas. Null where a part of it means none: half of an answer is no answer, and `1-3` may mean two or three.
 */
export function matchSeveral(
  entry: string,
  options: readonly Option[],
  settings: MatchSettings,
  andWords: readonly string[],
): readonly Option[] | null {
  const single = matchOption(entry, options, { ...settings, near: false });
  if (single !== null) return [single];
  const parts = partsOf(entry, options.length, andWords);
  const meant = new Set<Option>();
  for (const part of parts) {
    const option = matchOption(part, options, settings);
    if (option === null) return null;
    meant.add(option);
  }
  return meant.size === 0 ? null : options.filter((option) => meant.has(option));
}

function partsOf(entry: string, optionCount: number, andWords: readonly string[]): readonly string[] {
  const parts = entry
    .split(/[,;،؛/+&\n]/u)
    .flatMap((part) => splitAtWords(part.trim(), andWords))
    .filter((part) => part !== '');
  const digits = /^[\d\s.()]+$/.test(parts.join(' '));
  if (!digits) return parts;
  const numbers = parts.flatMap((part) => part.split(/[\s.()]+/u)).filter((part) => part !== '');
  const [run = ''] = numbers;
  return numbers.length === 1 && optionCount < 10 && run.length > 1 ? [...run] : numbers;
}

function splitAtWords(part: string, words: readonly string[]): string[] {
  const parts: string[] = [''];
  for (const word of part.split(/\s+/u)) {
    if (words.includes(word.toLowerCase())) parts.push('');
    else parts.push(`${parts.pop() ?? ''} ${word}`.trim());
  }
  return parts;
}
