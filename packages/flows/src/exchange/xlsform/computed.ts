import type { Computed } from '../../document/condition.ts';
import { NotCarriedOver } from '../xpath/expression.ts';
import { parseXPath } from '../xpath/parse.ts';
import { literalOf } from '../xpath/resolve.ts';
import { toCel } from '../xpath/to-cel.ts';
import { type Form, tell } from './form.ts';
import type { Row } from './sheet.ts';

/** What a cell with an expression works out, or null where it is empty or cannot be said, which is told. */
export function computedOf(form: Form, row: Row, column: string): Computed | null {
  const written = row.cells.get(column);
  if (written === undefined) {
    tell(form, 'lost', row, column, 'There is nothing to work out.', 'Write an expression.');
    return null;
  }
  try {
    return workedOut(form, written);
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    tell(
      form,
      'lost',
      row,
      column,
      `"${written}" was left out: ${error.message}`,
      'Say it with a set block and CEL.',
    );
    return null;
  }
}

/** Whether a calculation can be said; it cannot where it asks for one that cannot. */
export function isSayable(form: Form, written: string | undefined): boolean {
  if (written === undefined) return false;
  try {
    workedOut(form, written);
    return true;
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    return false;
  }
}

function workedOut(form: Form, written: string): Computed {
  const scope = { answers: form.answers, self: null, columns: null };
  const expression = parseXPath(written);
  const literal = literalOf(expression, scope);
  if (literal !== null) return literal;
  const { cel } = toCel(expression, scope);
  if (cel.length > 2000) throw new NotCarriedOver('it is too long.');
  return { cel };
}

/** A standard value: most are plain words and not expressions, as pyxform reads them too. */
export function defaultOf(form: Form, row: Row): Computed | null {
  const written = row.cells.get('default');
  if (written === undefined) return null;
  return /\$\{|\(/.test(written) ? computedOf(form, row, 'default') : written;
}
