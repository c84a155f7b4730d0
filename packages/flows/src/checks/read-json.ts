import { pointer } from './finding.ts';

/** A document with the line every part of it begins on, by JSON pointer; a member of an object begins at its name. */
export type JsonText = {
  readonly value: unknown;
  readonly lines: ReadonlyMap<string, number>;
  /** Names that stand twice in one object: JSON keeps the last and says nothing. */
  readonly repeated: readonly { readonly path: string; readonly name: string; readonly line: number }[];
};

/** Why a text is not JSON; line and column count from 1. */
export type JsonFault = { readonly line: number; readonly column: number; readonly message: string };

const MAX_DEPTH = 64;

class Fault extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Reads JSON (RFC 8259) and remembers lines. Never throws: a text that is not JSON is a fault with a place. */
export function readJson(text: string): JsonText | { readonly fault: JsonFault } {
  const lines = new Map<string, number>();
  const repeated: { path: string; name: string; line: number }[] = [];
  let at = 0;
  let line = 1;

  function skipSpace(): void {
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === '\n') line++;
      else if (character !== ' ' && character !== '\t' && character !== '\r') return;
    }
  }

  function readValue(path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new Fault(at, `it is nested deeper than ${MAX_DEPTH} levels`);
    skipSpace();
    if (!lines.has(path)) lines.set(path, line);
    const character = text[at];
    if (character === '{') readMembers(path, depth);
    else if (character === '[') readItems(path, depth);
    else if (character === '"') readString();
    else readWord();
  }

  function readMembers(path: string, depth: number): void {
    const names = new Set<string>();
    at++;
    skipSpace();
    if (text[at] === '}') return skip();
    for (;;) {
      skipSpace();
      if (text[at] === '}') throw new Fault(at, 'there is a comma before this closing brace; take it away');
      if (text[at] !== '"') throw new Fault(at, `a name in double quotes was expected, not ${seen()}`);
      const nameLine = line;
      const name = readString();
      const member = pointer(path, name);
      if (names.has(name)) repeated.push({ path: member, name, line: nameLine });
      names.add(name);
      lines.set(member, nameLine);
      skipSpace();
      if (text[at] !== ':') throw new Fault(at, `a colon was expected after "${name}", not ${seen()}`);
      at++;
      readValue(member, depth + 1);
      const end = at;
      skipSpace();
      if (text[at] === '}') return skip();
      if (text[at] !== ',') throw new Fault(end, `a comma or "}" was expected, not ${seen()}`);
      at++;
    }
  }

  function readItems(path: string, depth: number): void {
    at++;
    skipSpace();
    if (text[at] === ']') return skip();
    for (let index = 0; ; index++) {
      skipSpace();
      if (text[at] === ']') throw new Fault(at, 'there is a comma before this closing bracket; take it away');
      readValue(pointer(path, index), depth + 1);
      const end = at;
      skipSpace();
      if (text[at] === ']') return skip();
      if (text[at] !== ',') throw new Fault(end, `a comma or "]" was expected, not ${seen()}`);
      at++;
    }
  }

  function readString(): string {
    const start = at;
    for (at++; at < text.length; at++) {
      const character = text[at] as string;
      if (character === '\\') at++;
      else if (character === '"') {
        at++;
        try {
          return JSON.parse(text.slice(start, at)) as string;
        } catch {
          throw new Fault(start, 'this text holds a backslash that means nothing in JSON; write it twice');
        }
      } else if (character < ' ')
        throw new Fault(at, 'a text runs over the end of its line; write \\n for a new line');
    }
    throw new Fault(start, 'this text has no closing quote');
  }

  function readWord(): void {
    const word = /[^\s,:\]}[{"]*/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? '';
    if (!/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(found))
      throw new Fault(at, `a value was expected, not ${seen()}`);
    at += found.length;
  }

  function skip(): void {
    at++;
  }

  function seen(): string {
    return at >= text.length
      ? 'the end of the text'
      : JSON.stringify(/^\S{1,20}/.exec(text.slice(at, at + 20))?.[0]);
  }

  try {
    if (text[0] === '\uFEFF') at = 1;
    readValue('', 0);
    skipSpace();
    if (at < text.length) throw new Fault(at, `the document is over here, yet ${seen()} follows`);
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')), lines, repeated };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const before = text.slice(0, fault.at).split('\n');
    return {
      fault: { line: before.length, column: (before.at(-1) ?? '').length + 1, message: fault.message },
    };
  }
}

/** Line of what a pointer names, or of the nearest part around it that is there. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  for (let around = path; around !== ''; around = around.slice(0, around.lastIndexOf('/'))) {
    const line = lines.get(around);
    if (line !== undefined) return line;
  }
  return lines.get('') ?? 1;
}
