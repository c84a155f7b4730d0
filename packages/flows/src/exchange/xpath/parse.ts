import { type Expression, NotCarriedOver, type XPathOperator } from './expression.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Loosest first; operators of a level are read from left to right (XPath 1.0, 3.4 and 3.5). */
const levels: readonly (readonly XPathOperator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];
const DEEPEST = 60;

/**
 * Reads the part of XPath that forms use: `${x}`, `.`, numbers, texts, calls, arithmetic, comparisons, `and`, `or`.
 *
 * @throws NotCarriedOver when it is something else
 */
export function parseXPath(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  let depth = 0;

  function level(index: number): Expression {
    const ops = levels[index];
    if (ops === undefined) return negative();
    let left = level(index + 1);
    for (let op = operator(ops); op !== undefined; op = operator(ops)) {
      left = { kind: 'binary', op, left, right: level(index + 1) };
    }
    return left;
  }

  function operator(ops: readonly XPathOperator[]): XPathOperator | undefined {
    const token = tokens[at];
    const op = ops.find((each) => (token?.kind === 'sign' || token?.kind === 'name') && token.value === each);
    if (op !== undefined) at += 1;
    return op;
  }

  function negative(): Expression {
    if (!takes('-')) return primary();
    return nested(() => ({ kind: 'negative', of: negative() }));
  }

  function primary(): Expression {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new NotCarriedOver('it ends in the middle.');
    if (token.kind === 'number') return token;
    if (token.kind === 'text') return { kind: 'text', value: token.value };
    if (token.kind === 'answer') return { kind: 'answer', name: token.value };
    if (token.kind === 'name') {
      return takes('(')
        ? { kind: 'call', name: token.value, args: nested(args) }
        : { kind: 'column', name: token.value };
    }
    if (token.value === '.') return { kind: 'self' };
    if (token.value !== '(') throw new NotCarriedOver(`"${token.value}" stands where a value should.`);
    const inner = nested(() => level(0));
    expect(')');
    return inner;
  }

  function args(): Expression[] {
    const list: Expression[] = [];
    if (takes(')')) return list;
    do list.push(level(0));
    while (takes(','));
    expect(')');
    return list;
  }

  function nested<Result>(read: () => Result): Result {
    depth += 1;
    if (depth > DEEPEST) throw new NotCarriedOver(`it is nested deeper than ${DEEPEST} levels.`);
    const result = read();
    depth -= 1;
    return result;
  }

  function takes(sign: string): boolean {
    const token: Token | undefined = tokens[at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    at += 1;
    return true;
  }

  function expect(sign: string): void {
    if (!takes(sign)) throw new NotCarriedOver(`a "${sign}" is missing.`);
  }

  const whole = level(0);
  const rest = tokens[at];
  if (rest !== undefined) throw new NotCarriedOver(`"${rest.value}" is one word too many.`);
  return whole;
}
