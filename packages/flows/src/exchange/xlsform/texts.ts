import { type Form, tell } from './form.ts';
import type { Row, Table } from './sheet.ts';

/**
 * What a row says in a column, by language, with `${x}` made `{{answers.x}}`; null where it says nothing. A language in which it is
 * missing has the words of the standard one, and the report says so.
 */
export function textOf(form: Form, table: Table, row: Row, column: string): Record<string, string> | null {
  const found = new Map<string, string>();
  for (const [written, tag] of form.languageOf) {
    const text = row.cells.get(written === '' ? column : `${column}::${written}`);
    if (text !== undefined && !found.has(tag)) found.set(tag, withAnswers(form, table, row, column, text));
  }
  const stand = form.draft.languages.map((tag) => found.get(tag)).find((text) => text !== undefined);
  if (stand === undefined) return null;
  const missing = form.draft.languages.filter((tag) => !found.has(tag));
  if (missing.length > 0) {
    form.report.push({
      kind: 'changed',
      place: { sheet: table.sheet, row: row.number, column },
      what: `"${shortened(stand)}" is not there in ${missing.join(', ')}; the words of another language stand in.`,
      advice: 'Translate it.',
    });
  }
  return Object.fromEntries(form.draft.languages.map((tag) => [tag, found.get(tag) ?? stand]));
}

function withAnswers(form: Form, table: Table, row: Row, column: string, text: string): string {
  return text.replaceAll('{{', '{ {').replace(/\$\{\s*([^{}\s]+)\s*\}/g, (whole, name: string) => {
    const known = form.answers.get(name);
    if (known !== undefined) return `{{answers.${known.answer}}}`;
    form.report.push({
      kind: 'lost',
      place: { sheet: table.sheet, row: row.number, column },
      what: `The text shows ${whole}, and no question "${name}" was carried over.`,
      advice: 'Say it without.',
    });
    return '';
  });
}

/** The same words in every language, where a form has none of its own. */
export function sameText(
  form: Form,
  words: Readonly<Record<string, string>> & { readonly en: string },
): Record<string, string> {
  return Object.fromEntries(form.draft.languages.map((tag) => [tag, words[tag] ?? words.en]));
}

export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Tells of cells nothing was made of. */
export function tellUnused(form: Form, row: Row, columns: readonly string[], advice: string): void {
  for (const column of columns) {
    const value = row.cells.get(column);
    if (value !== undefined)
      tell(form, 'lost', row, column, `"${shortened(value)}" has no meaning here.`, advice);
  }
}

/** Two texts under each other, in every language. */
export function joinTexts(
  above: Readonly<Record<string, string>>,
  below: Readonly<Record<string, string>> | null,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(above).map(([tag, text]) => [
      tag,
      below === null ? text : `${text}\n${below[tag] ?? ''}`.trim(),
    ]),
  );
}
