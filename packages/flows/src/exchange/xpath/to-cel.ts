import { type Expression, NotCarriedOver } from './expression.ts';
import { literalOf, namedAnswer } from './resolve.ts';
import type { AnswerKind, XPathScope } from './scope.ts';

type CelType = 'number' | 'text' | 'date' | 'bool' | 'list' | 'any';

/** An expression in CEL. `needs` are answers without which it fails: in XPath nothing is equal to, above or below a missing one. */
export type Cel = { readonly cel: string; readonly type: CelType; readonly needs: readonly string[] };

const typeOfKind: Readonly<Record<AnswerKind, CelType>> = {
  number: 'number',
  date: 'date',
  text: 'text',
  one: 'text',
  several: 'list',
  any: 'any',
};
const signs = { '+': '+', '-': '-', '*': '*', div: '/', mod: '%' } as const;

/**
 * The value of an XPath expression as CEL. Numbers are written with a fraction, because a whole number and one with a fraction are
 * different types there.
 *
 * @throws NotCarriedOver for what cannot be said
 */
export function toCel(expression: Expression, scope: XPathScope): Cel {
  const literal = literalOf(expression, scope);
  if (typeof literal === 'number') return made(numberLiteral(literal), 'number');
  if (literal !== null) return made(JSON.stringify(literal), expression.kind === 'call' ? 'date' : 'text');
  const known = namedAnswer(expression, scope);
  if (known !== null) return made(`answers.${known.answer}`, typeOfKind[known.kind], [known.answer]);
  switch (expression.kind) {
    case 'negative': {
      const of = asNumber(toCel(expression.of, scope));
      return made(`(0.0 - ${of.cel})`, 'number', of.needs);
    }
    case 'call':
      return callToCel(expression.name, expression.args, scope);
    case 'binary':
      return binaryToCel(expression, scope);
    default:
      throw new NotCarriedOver('it says nothing that could be worked out.');
  }
}

function binaryToCel(expression: Expression & { kind: 'binary' }, scope: XPathScope): Cel {
  const { op } = expression;
  if (op === 'and' || op === 'or') {
    const [left, right] = [expression.left, expression.right].map((side) => truth(toCel(side, scope)));
    return made(`(${left} ${op === 'and' ? '&&' : '||'} ${right})`, 'bool');
  }
  const left = toCel(expression.left, scope);
  const right = toCel(expression.right, scope);
  if (op in signs) {
    const [a, b] = [asNumber(left), asNumber(right)];
    return made(`(${a.cel} ${signs[op as keyof typeof signs]} ${b.cel})`, 'number', both(a, b));
  }
  const [a, b] = comparable(left, right, op === '=' || op === '!=');
  const needs = both(a, b);
  if (op === '!=') return made(`!(${guarded(`${a.cel} == ${b.cel}`, needs)})`, 'bool');
  return made(`(${guarded(`${a.cel} ${op === '=' ? '==' : op} ${b.cel}`, needs)})`, 'bool');
}

/** Both sides as the same type: days and dates as numbers of days, digits of texts as numbers where the other side is one. */
function comparable(left: Cel, right: Cel, equality: boolean): [Cel, Cel] {
  if (left.type === right.type && left.type !== 'any') {
    const ordered = left.type === 'number' || left.type === 'date' || equality;
    return ordered ? [left, right] : [asNumber(left), asNumber(right)];
  }
  if (left.type === 'list' || right.type === 'list') {
    if (!equality) throw new NotCarriedOver('several choices are neither above nor below anything.');
    return [asList(left), asList(right)];
  }
  if (equality && left.type !== 'number' && right.type !== 'number') return [asText(left), asText(right)];
  if (
    !equality &&
    (left.type === 'date' || right.type === 'date') &&
    left.type !== 'number' &&
    right.type !== 'number'
  ) {
    return [asText(left), asText(right)];
  }
  return [asNumber(left), asNumber(right)];
}

function callToCel(name: string, args: readonly Expression[], scope: XPathScope): Cel {
  const cels = () => args.map((arg) => toCel(arg, scope));
  switch (`${name}/${args.length}`) {
    case 'true/0':
    case 'false/0':
      return made(name, 'bool');
    case 'today/0':
      return made('today', 'date');
    case 'not/1':
      return made(`!${truth(only(cels()))}`, 'bool');
    case 'number/1':
      return asNumber(only(cels()));
    case 'int/1': {
      const of = asNumber(only(cels()));
      return made(`double(int(${of.cel}))`, 'number', of.needs);
    }
    case 'string/1':
      return asText(only(cels()));
    case 'string-length/1': {
      const of = asText(only(cels()));
      return made(`double(size(${of.cel}))`, 'number', of.needs);
    }
    case 'date/1': {
      const of = only(cels());
      if (of.type === 'number' || of.type === 'list' || of.type === 'bool') break;
      return { ...of, type: 'date' };
    }
    case 'count-selected/1': {
      const [of, needs] = listOf(args[0], scope);
      return made(
        `(${needs === null ? '' : `has(${needs}) ? `}double(size(${of}))${needs === null ? '' : ' : 0.0'})`,
        'number',
      );
    }
    case 'selected/2': {
      const [of, needs] = listOf(args[0], scope);
      const item = asText(toCel(args[1] as Expression, scope));
      return made(
        `(${guarded(`${item.cel} in ${of}`, [...(needs === null ? [] : [needs]), ...item.needs.map(field)])})`,
        'bool',
      );
    }
    case 'if/3': {
      const [when, yes, no] = cels() as [Cel, Cel, Cel];
      const type = yes.type === no.type ? yes.type : 'any';
      const [a, b] = type === 'any' ? [`dyn(${yes.cel})`, `dyn(${no.cel})`] : [yes.cel, no.cel];
      return made(`(${truth(when)} ? ${a} : ${b})`, type);
    }
    case 'coalesce/2': {
      const [first, second] = cels() as [Cel, Cel];
      const type = first.type === second.type ? first.type : 'any';
      if (first.needs.length === 0) return { ...first, type };
      return made(
        `(${first.needs.map((need) => `has(answers.${need})`).join(' && ')} ? dyn(${first.cel}) : dyn(${second.cel}))`,
        type,
      );
    }
    case 'regex/2': {
      const pattern = args[1]?.kind === 'text' ? `"${args[1].value}"` : 'what is worked out';
      throw new NotCarriedOver(
        `regex() is read in the constraint of a text question only, with a few well-known patterns; ${pattern} is not read here.`,
      );
    }
    default:
      if (name === 'concat' && args.length > 0) {
        const texts = cels().map(asText);
        return made(
          `(${texts.map(({ cel }) => cel).join(' + ')})`,
          'text',
          texts.flatMap(({ needs }) => needs),
        );
      }
  }
  throw new NotCarriedOver(`${name}() with ${args.length} values is not among the functions that are read.`);
}

/** A list of choices as CEL, and the answer it needs, if any. One choice is a list of one. */
function listOf(expression: Expression | undefined, scope: XPathScope): [cel: string, needs: string | null] {
  const known = expression === undefined ? null : namedAnswer(expression, scope);
  if (known === null) throw new NotCarriedOver('choices are counted and looked up only of a question.');
  const cel = field(known.answer);
  if (known.kind === 'several') return [cel, cel];
  if (known.kind === 'one') return [`[${cel}]`, cel];
  throw new NotCarriedOver(`"${known.answer}" is no question with choices.`);
}

function asNumber(of: Cel): Cel {
  switch (of.type) {
    case 'number':
      return of;
    case 'date': {
      const since = `timestamp(${of.cel} + "T00:00:00Z") - timestamp("1970-01-01T00:00:00Z")`;
      return made(`(double((${since}).getHours()) / 24.0)`, 'number', of.needs);
    }
    case 'text':
    case 'any':
      return made(`double(${of.cel})`, 'number', of.needs);
    case 'bool':
      return made(`(${of.cel} ? 1.0 : 0.0)`, 'number', of.needs);
    case 'list':
      throw new NotCarriedOver('several choices are no number.');
  }
}

function asText(of: Cel): Cel {
  switch (of.type) {
    case 'text':
    case 'date':
      return of;
    case 'number':
    case 'any':
    case 'bool':
      return made(`string(${of.cel})`, 'text', of.needs);
    case 'list':
      throw new NotCarriedOver('several choices are no text.');
  }
}

function asList(of: Cel): Cel {
  return of.type === 'list' ? of : made(`[${asText(of).cel}]`, 'list', of.needs);
}

/** As true or false: what is missing, empty or 0 is false. */
export function truth(of: Cel): string {
  switch (of.type) {
    case 'bool':
      return of.needs.length === 0 ? of.cel : `(${guarded(of.cel, of.needs)})`;
    case 'number':
      return `(${guarded(`${of.cel} != 0.0`, of.needs)})`;
    case 'list':
      return `(${guarded(`size(${of.cel}) > 0`, of.needs)})`;
    default:
      return `(${guarded(`${asText(of).cel} != ""`, of.needs)})`;
  }
}

function guarded(cel: string, needs: readonly string[]): string {
  const fields = [...new Set(needs.map(field))];
  return [...fields.map((each) => `has(${each})`), cel].join(' && ');
}

function field(answer: string): string {
  return answer.startsWith('answers.') ? answer : `answers.${answer}`;
}

function both(a: Cel, b: Cel): readonly string[] {
  return [...new Set([...a.needs, ...b.needs])];
}

function only(cels: readonly Cel[]): Cel {
  return cels[0] as Cel;
}

function numberLiteral(value: number): string {
  const text = Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (/e/i.test(text)) throw new NotCarriedOver(`the number ${value} is too large or too small.`);
  return value < 0 ? `(0.0 - ${text.slice(1)})` : text;
}

function made(cel: string, type: CelType, needs: readonly string[] = []): Cel {
  return { cel, type, needs };
}
