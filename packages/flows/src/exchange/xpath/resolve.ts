import { type Expression, NotCarriedOver } from './expression.ts';
import type { Known, XPathScope } from './scope.ts';

/** The question an expression names, or null where it is something else. */
export function namedAnswer(expression: Expression, scope: XPathScope): Known | null {
  if (expression.kind === 'self') {
    if (scope.self === null) throw new NotCarriedOver('"." means a question only in its own constraint.');
    return scope.self;
  }
  if (expression.kind !== 'answer') return null;
  const known = scope.answers.get(expression.name);
  if (known === undefined) {
    throw new NotCarriedOver(`there is no question "${expression.name}" whose answer could be asked for.`);
  }
  return known;
}

/** What an expression says by itself, or null where it has to be worked out. */
export function literalOf(expression: Expression, scope: XPathScope): string | number | null {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression.value;
    case 'negative': {
      const inner = literalOf(expression.of, scope);
      return typeof inner === 'number' ? -inner : null;
    }
    case 'column': {
      const value = scope.columns?.get(expression.name);
      if (value !== undefined) return value;
      if (scope.columns !== null) return '';
      throw new NotCarriedOver(
        `"${expression.name}" stands alone; a question is named as \${${expression.name}}.`,
      );
    }
    case 'call': {
      const [only] = expression.args;
      if (expression.name !== 'date' || expression.args.length !== 1 || only === undefined) return null;
      const day = literalOf(only, scope);
      return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null;
    }
    default:
      return null;
  }
}

/** Exits a question with choices has beside its choices. */
const otherExits: ReadonlySet<string> = new Set(['next', 'skip', 'invalid', 'timeout']);

/** The value a choice has in the flow: its name in the form, unless a question leaves by that name for another reason. */
export function choiceValue(name: string): string {
  return otherExits.has(name) ? `${name}_` : name;
}
