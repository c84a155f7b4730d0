import type { Block } from '../../../document/blocks.ts';
import type { Condition, Value } from '../../../document/condition.ts';
import { NotCarriedOver } from '../../xpath/expression.ts';
import { tooManyWays, type Way, type Ways } from './reach.ts';

/** What a form calls the fields of a flow. */
export type FormNames = {
  /** By field, `answers.age` or `vars.total`. */
  readonly names: ReadonlyMap<string, string>;
  /** Fields that hold dates. */
  readonly dates: ReadonlySet<string>;
  /** The field whose question it is: it becomes `.`. */
  readonly self: string | null;
};

/**
 * Who comes to a block, as an XPath expression; '' for everybody.
 *
 * @throws NotCarriedOver for what a form cannot ask
 */
export function relevanceOf(
  ways: Ways,
  blocks: Readonly<Record<string, Block>>,
  fieldOf: (id: string) => string,
  names: FormNames,
): string {
  if (ways.some((way) => way.size === 0)) return '';
  if (ways === tooManyWays || ways.length > 12) throw new NotCarriedOver('too many ways lead here.');
  return ways.map((way) => wayToXPath(way, blocks, fieldOf, names)).join(' or ');
}

function wayToXPath(
  way: Way,
  blocks: Readonly<Record<string, Block>>,
  fieldOf: (id: string) => string,
  names: FormNames,
): string {
  const parts = [...way].map(([id, exits]) => exitsToXPath(blocks[id], fieldOf(id), [...exits], names));
  return parts.length === 1
    ? (parts[0] ?? '')
    : parts.map((part) => (/ or /.test(part) && !/^\(.*\)$/.test(part) ? `(${part})` : part)).join(' and ');
}

function exitsToXPath(
  block: Block | undefined,
  field: string,
  exits: readonly string[],
  names: FormNames,
): string {
  switch (block?.kind) {
    case 'choice':
    case 'consent':
      return either(exits.map((value) => toXPath({ field, op: '=', value }, names)));
    case 'nps': {
      const groups = { promoter: [9, 10], passive: [7, 8], detractor: [0, 6] } as const;
      return either(
        exits.map((exit) => {
          const [low, high] = groups[exit as keyof typeof groups];
          return toXPath(
            {
              all: [
                { field, op: '>=', value: low },
                { field, op: '<=', value: high },
              ],
            },
            names,
          );
        }),
      );
    }
    case 'branch': {
      const taken = block.cases.map(({ when, exit }, index) => {
        const earlier = block.cases.slice(0, index).filter((other) => other.exit !== exit);
        const cases = [
          when as Condition,
          ...earlier.map((other): Condition => ({ not: other.when as Condition })),
        ];
        return { exit, when: cases.length === 1 ? (when as Condition) : { all: cases } };
      });
      const conditions: Condition[] = taken
        .filter(({ exit }) => exits.includes(exit))
        .map(({ when }) => when);
      if (exits.includes('else')) {
        const all = block.cases.map(({ when }) => when as Condition);
        const [only] = all;
        conditions.push({ not: all.length === 1 && only !== undefined ? only : { any: all } });
      }
      return either(conditions.map((condition) => toXPath(condition, names)));
    }
    default:
      throw new NotCarriedOver('it depends on what a form does not know.');
  }
}

/** A condition as XPath. Throws NotCarriedOver. */
export function toXPath(condition: Condition, names: FormNames): string {
  if ('all' in condition) {
    if (condition.all.length === 0) return 'true()';
    return condition.all.map((part) => bracketed(toXPath(part, names), / or /)).join(' and ');
  }
  if ('any' in condition)
    return condition.any.length === 0 ? 'false()' : either(condition.any.map((part) => toXPath(part, names)));
  if ('not' in condition) return `not(${toXPath(condition.not, names)})`;
  if ('cel' in condition)
    throw new NotCarriedOver(`the expression "${condition.cel}" has no like in a form.`);
  const { field, op, value } = condition;
  const name = names.names.get(field.replace(/\.value$/, ''));
  if (name === undefined) throw new NotCarriedOver(`a form does not know "${field}".`);
  const shown = field === names.self ? '.' : `\${${name}}`;
  const literal = (of: Value | undefined) => literalText(of, names.dates.has(field));
  switch (op) {
    case 'known':
      return `${shown} != ''`;
    case 'unknown':
      return `${shown} = ''`;
    case 'has':
      return `selected(${shown}, ${literal(value)})`;
    case 'contains':
      return `contains(${shown}, ${literal(value)})`;
    case 'starts with':
      return `starts-with(${shown}, ${literal(value)})`;
    case 'in':
    case 'not in': {
      const all = either(
        (Array.isArray(value) ? (value as readonly string[]) : []).map(
          (each) => `${shown} = ${literal(each)}`,
        ),
      );
      return op === 'in' ? all : `not(${all})`;
    }
    default:
      return `${shown} ${op} ${literal(value)}`;
  }
}

function literalText(value: Value | undefined, isDate: boolean): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return `'${value}'`;
  if (typeof value !== 'string') throw new NotCarriedOver('it compares with a list.');
  if (isDate && /^\d{4}-\d{2}-\d{2}$/.test(value)) return `date('${value}')`;
  return quoted(value);
}

/** A text in XPath, which has no way to write both kinds of quotes in one. */
export function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw new NotCarriedOver(`"${text}" has both kinds of quotes in it.`);
}

function either(parts: readonly string[]): string {
  if (parts.length === 0) throw new NotCarriedOver('nothing leads here.');
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => bracketed(part, / and /)).join(' or ');
}

function bracketed(text: string, when: RegExp): string {
  return when.test(text) ? `(${text})` : text;
}
