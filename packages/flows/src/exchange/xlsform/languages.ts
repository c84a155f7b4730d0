import { languageTagOf } from '../language-tags.ts';
import type { ReportLine } from '../report.ts';
import { type Table, translationsOf } from './sheet.ts';

const translated = ['label', 'hint', 'constraint_message'] as const;

/**
 * The languages of a form: its standard one first, then in the order of their columns. A column without a language is in the
 * standard one.
 */
export function languagesOf(
  tables: readonly Table[],
  standard: string | undefined,
  report: ReportLine[],
): { readonly languages: [string, ...string[]]; readonly languageOf: ReadonlyMap<string, string> } {
  const languageOf = new Map<string, string>();
  const unknown = new Set<string>();
  const read = (written: string) => {
    const { tag, known } = languageTagOf(written);
    if (!known) unknown.add(written);
    return tag;
  };
  for (const table of tables) {
    for (const column of translated) {
      for (const { language } of translationsOf(table, column)) languageOf.set(language, read(language));
    }
  }
  const bare = tables.some(({ headings }) => headings.has('label'));
  const named = standard === undefined || standard === '' || standard === 'default' ? null : read(standard);
  const found = [...new Set(languageOf.values())];
  const first = named !== null && (bare || found.includes(named)) ? named : bare ? (named ?? 'en') : found[0];
  const languages: [string, ...string[]] = [first ?? 'en', ...found.filter((tag) => tag !== (first ?? 'en'))];
  languageOf.set('', languages[0]);
  const settings = { sheet: 'settings', row: null, column: 'default_language' };
  if (bare && named === null) {
    report.push({
      kind: 'changed',
      place: settings,
      what: 'The form does not say which language "label" is in; it was taken for English (en).',
      advice: 'Fill in default_language, or write label::Français (fr).',
    });
  }
  for (const written of unknown) {
    report.push({
      kind: 'changed',
      place: { sheet: tables[0]?.sheet ?? 'survey', row: null, column: `label::${written}` },
      what: `"${written}" is no language known here; it became "${languageTagOf(written).tag}".`,
      advice: `Write its code behind it, as in label::${written} (en).`,
    });
  }
  return { languages, languageOf };
}
