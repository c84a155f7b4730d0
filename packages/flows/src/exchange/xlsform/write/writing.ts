import { wordingOf } from '../../../channels/wording.ts';
import { isQuestion } from '../../../checks/flow-view.ts';
import type { Flow } from '../../../document/flow.ts';
import { answerName } from '../../../engine/prepared-flow.ts';
import { languageNameOf } from '../../language-tags.ts';
import type { ReportLine } from '../../report.ts';
import { NotCarriedOver } from '../../xpath/expression.ts';
import type { Ways } from './reach.ts';
import { type FormNames, relevanceOf } from './to-xpath.ts';

/** A flow while it is written as a form. */
export type Writing = {
  readonly flow: Flow;
  readonly names: FormNames;
  readonly ways: ReadonlyMap<string, Ways>;
  readonly rows: Record<string, string>[];
  readonly choices: Record<string, string>[];
  readonly report: ReportLine[];
};

/** Adds a row with what makes it relevant. */
export function addRow(writing: Writing, id: string, cells: Record<string, string>): void {
  const { flow, ways, names } = writing;
  const fieldOf = (block: string) => {
    const passed = flow.blocks[block];
    return passed !== undefined && isQuestion(passed) ? `answers.${answerName(block, passed)}` : block;
  };
  const relevant = saying(() => relevanceOf(ways.get(id) ?? [], flow.blocks, fieldOf, names));
  if (relevant.lost !== null)
    tell(
      writing,
      'lost',
      id,
      `When it is asked was left out, so it always is: ${relevant.lost}`,
      'Write what makes it relevant.',
    );
  writing.rows.push({ ...cells, relevant: relevant.text });
}

/** What stands in a text where something of it was lost: `Your reference is ___.` shows that it is to be mended. */
const gap = '___';

/** A text in every language, `{{answers.x}}` as `${x}`. */
export function textCells(writing: Writing, id: string, column: string, key: string): Record<string, string> {
  const { flow, names } = writing;
  return Object.fromEntries(
    flow.languages.map((language) => {
      const text = wordingOf(flow.texts[key]?.[language] ?? '');
      const shown = text.replace(
        /\{\{\s*([\w.]+?)(?:\.(?:label|value))?\s*(\|[^{}]*)?\}\}/g,
        (whole, field: string, filter?: string) => {
          const name = names.names.get(field);
          if (name === undefined) {
            const what = `"${whole}" was left out of a text, which has ${gap} there: a form does not know it.`;
            tell(writing, 'lost', id, what, 'Say it without.');
            return gap;
          }
          if (filter !== undefined)
            tell(writing, 'changed', id, `"${whole}" is shown as it was entered.`, 'A form has no filters.');
          return `\${${name}}`;
        },
      );
      return [`${column}::${languageHeading(language)}`, shown];
    }),
  );
}

/** What could be said, or why it could not. */
export function saying(say: () => string): { readonly text: string; readonly lost: string | null } {
  try {
    return { text: say(), lost: null };
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    return { text: '', lost: error.message };
  }
}

export function languageHeading(tag: string): string {
  return `${languageNameOf(tag)} (${tag})`;
}

export function tell(
  { flow, report }: Writing,
  kind: ReportLine['kind'],
  node: string | null,
  what: string,
  advice: string,
): void {
  report.push({ kind, place: { flow: flow.id, node }, what, advice });
}
