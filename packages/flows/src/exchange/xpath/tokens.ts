import { NotCarriedOver } from './expression.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text' | 'answer' | 'name' | 'sign'; readonly value: string };

const LONGEST = 4000;
const spaces = /\s+/y;
const patterns: readonly (readonly [Token['kind'] | 'path', RegExp])[] = [
  ['answer', /\$\{\s*([^{}\s]+)\s*\}/y],
  ['number', /(\d+(?:\.\d+)?|\.\d+)/y],
  ['text', /"([^"]*)"|'([^']*)'|“([^”]*)”|‘([^’]*)’/y],
  ['path', /(\/\/?|\.\.|@|\[)/y],
  ['sign', /(<=|>=|!=|[=<>+\-*(),.])/y],
  ['name', /([\p{L}_](?:[\p{L}\p{M}\p{N}_:.-]*[\p{L}\p{M}\p{N}_])?)/uy],
];

/**
 * Cuts an XPath expression into words. A name may hold hyphens, as `count-selected` does (XPath 1.0, 3.7).
 *
 * @throws NotCarriedOver for what no form of ours can hold, such as paths
 */
export function tokensOf(text: string): Token[] {
  if (text.length > LONGEST) throw new NotCarriedOver(`it is longer than ${LONGEST} characters.`);
  const tokens: Token[] = [];
  let at = skipSpaces(text, 0);
  while (at < text.length) {
    const found = nextToken(text, at);
    if (found === null) throw new NotCarriedOver(`"${text.slice(at, at + 12)}" is not understood.`);
    tokens.push(found.token);
    at = skipSpaces(text, found.end);
  }
  return tokens;
}

function nextToken(text: string, at: number): { token: Token; end: number } | null {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = match.slice(1).find((part) => part !== undefined) ?? '';
    if (kind === 'path')
      throw new NotCarriedOver('it walks through the form by a path instead of naming a question.');
    const token: Token = kind === 'number' ? { kind, value: Number(value) } : { kind, value };
    return { token, end: pattern.lastIndex };
  }
  return null;
}

function skipSpaces(text: string, at: number): number {
  spaces.lastIndex = at;
  return spaces.test(text) ? spaces.lastIndex : at;
}
