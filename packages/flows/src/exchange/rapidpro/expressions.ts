import type { Computed } from '../../document/condition.ts';
import { resultKey } from './making.ts';

/** What an expression may name, where it stands. */
export type ExpressionScope = {
  readonly choices: ReadonlySet<string>;
  /** Results whose category is kept in a variable. */
  readonly categories: ReadonlySet<string>;
  /** Results this flow sets, and those flows of the same export set. */
  readonly results: ReadonlySet<string>;
  readonly foreignResults: ReadonlySet<string>;
  /** Whether the flow asks a service, so that there is an answer of one. */
  readonly webhook: boolean;
  /** Name of the answer `@input` means here; null where that is not certain. */
  readonly input: string | null;
};

/** Names an expression begins with; what follows another `@` is plain text, such as an address. */
const roots =
  'contact|fields|urns|results|input|run|child|parent|node|globals|trigger|resume|webhook|legacy_extra|ticket|locals|optin';
const plainExpression = new RegExp(`^(?:${roots})(?:\\.[A-Za-z0-9_]+)*`, 'i');
const filters: Readonly<Record<string, string>> = {
  upper: 'upper',
  lower: 'lower',
  title: 'title',
  proper: 'title',
  format_date: 'date',
  format_number: 'number',
};

/**
 * A text of RapidPro with its `@` expressions as one of ours with `{{path | filter}}`.
 *
 * @param lost called for each expression that cannot be said; it is left out of the text
 */
export function templateOf(text: string, scope: ExpressionScope, lost: (expression: string) => void): string {
  return pieces(text)
    .map((piece) => {
      if (!piece.expression) return piece.text.replaceAll('{{', '{ {');
      const path = slotOf(piece.text, scope);
      if (path === null) lost(`@${piece.source}`);
      return path === null ? '' : `{{${path}}}`;
    })
    .join('');
}

/** A value of RapidPro: as it stands, one answer or field, or texts put together. Null where it cannot be said. */
export function computedOf(text: string, scope: ExpressionScope): Computed | null {
  const parts = pieces(text.trim());
  if (parts.every(({ expression }) => !expression)) return parts.map((part) => part.text).join('');
  const cels = parts.map((part) => {
    if (!part.expression) return JSON.stringify(part.text);
    const path = slotOf(part.text, scope);
    if (path === null || path.includes('|')) return null;
    return parts.length === 1 ? path : `string(${path})`;
  });
  return cels.includes(null) ? null : { cel: cels.join(' + ') };
}

/** The field an operand asks for, or null. */
export function fieldOf(operand: string, scope: ExpressionScope): string | null {
  const [piece, ...rest] = pieces(operand.trim());
  if (piece === undefined || rest.length > 0 || !piece.expression) return null;
  const slot = slotOf(piece.text, scope);
  return slot === null || slot.includes('|') ? null : slot;
}

export function isInput(operand: string): boolean {
  return /^@\(?\s*(?:\w+\(\s*)?input(?:\.text)?\b/i.test(operand.trim());
}

/** Paths of what a service answered that a flow asks for, as in `@webhook.json.customer.name`. */
export function webhookPaths(text: string): string[] {
  return [...text.matchAll(/\b(?:webhook(?:\.json)?|legacy_extra)\.([a-z0-9_]+(?:\.[a-z0-9_]+)*)/gi)]
    .map((match) => match[1] ?? '')
    .filter((path) => !/^(?:status|headers)\b/.test(path));
}

/** The variable a value out of a service's answer is kept in. */
export function webhookVariable(path: string): string {
  return `webhook_${path.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`.slice(0, 63);
}

type Piece = { readonly expression: boolean; readonly text: string; readonly source: string };

function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  const say = (words: string) => found.push({ expression: false, text: words, source: words });
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('@', at);
    if (next === -1) break;
    if (next > at) say(text.slice(at, next));
    const bracketed = text[next + 1] === '(' ? closing(text, next + 1) : null;
    const plain = plainExpression.exec(text.slice(next + 1, next + 200));
    if (text[next + 1] === '@') {
      say('@');
      at = next + 2;
    } else if (bracketed !== null) {
      found.push({
        expression: true,
        text: text.slice(next + 2, bracketed),
        source: text.slice(next + 1, bracketed + 1),
      });
      at = bracketed + 1;
    } else if (plain !== null) {
      found.push({ expression: true, text: plain[0], source: plain[0] });
      at = next + 1 + plain[0].length;
    } else {
      say('@');
      at = next + 1;
    }
  }
  if (at < text.length) say(text.slice(at));
  return found;
}

/** Where a bracket is closed; brackets within texts do not count. */
function closing(text: string, open: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = open; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '(') depth += 1;
    else if (!quoted && sign === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

/** A path, with a filter where one call is around it; null for anything more. */
function slotOf(source: string, scope: ExpressionScope): string | null {
  const inner = source.trim();
  const call = /^([a-z_]+)\(\s*([^(),]*?)\s*(?:,[^()]*)?\)$/i.exec(inner);
  if (call === null) return pathOf(inner, scope);
  const [, name = '', argument = ''] = call;
  if (name.toLowerCase() === 'today' && argument === '') return 'today';
  const filter = Object.hasOwn(filters, name.toLowerCase()) ? filters[name.toLowerCase()] : undefined;
  const path = filter === undefined ? null : pathOf(argument, scope);
  return path === null ? null : `${path} | ${filter}`;
}

function pathOf(source: string, scope: ExpressionScope): string | null {
  if (!plainExpression.test(source) || plainExpression.exec(source)?.[0] !== source) return null;
  const [root = '', ...rest] = source.toLowerCase().split('.');
  switch (root) {
    case 'results':
      return resultPath(rest, scope.results, scope);
    case 'child':
    case 'parent':
      // Flows that call each other share their answers.
      return rest[0] === 'results' ? resultPath(rest.slice(1), scope.foreignResults, scope) : null;
    case 'fields':
      return fieldPath(rest);
    case 'contact':
      return contactPath(rest);
    case 'urns':
      return rest[0] === undefined || rest[0] === 'tel' ? 'session.msisdn' : null;
    case 'input':
      return scope.input !== null && (rest[0] === undefined || rest[0] === 'text')
        ? `answers.${scope.input}`
        : null;
    case 'webhook':
    case 'legacy_extra': {
      const path = rest[0] === 'json' ? rest.slice(1) : rest;
      return !scope.webhook || path.length === 0 || path[0] === 'status'
        ? null
        : `vars.${webhookVariable(path.join('.'))}`;
    }
    case 'trigger':
      return rest[0] === 'params' && rest.length === 2 ? `params.${rest[1]}` : null;
    default:
      return null;
  }
}

function resultPath(
  [name, part]: readonly string[],
  set: ReadonlySet<string>,
  scope: ExpressionScope,
): string | null {
  const key = resultKey(name ?? '');
  if (name === undefined || !set.has(key)) return null;
  if (part === undefined || part === 'value' || part === 'input') return `answers.${key}`;
  if (part !== 'category' && part !== 'category_localized') return null;
  return scope.choices.has(key)
    ? `answers.${key}`
    : scope.categories.has(key)
      ? `vars.${categoryVariable(key)}`
      : null;
}

/** The variable the category of a result is kept in. */
export function categoryVariable(key: string): string {
  return `${key.slice(0, 54)}_category`;
}

function fieldPath([key]: readonly string[]): string | null {
  return key === undefined ? null : `contact.${resultKey(key)}`;
}

function contactPath([part, ...rest]: readonly string[]): string | null {
  switch (part) {
    case undefined:
    case 'name':
      return 'contact.name';
    case 'first_name':
      return 'contact.name | first';
    case 'language':
      return 'language';
    case 'fields':
      return fieldPath(rest);
    case 'urn':
    case 'tel':
    case 'urns':
      return 'session.msisdn';
    case 'groups':
      return 'contact.groups';
    default:
      return null;
  }
}
