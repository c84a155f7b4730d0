import type { ASTNode } from '@marcbachmann/cel-js';
import { longestNumber, sizeOf } from './work.ts';

export type CelContext = Readonly<Record<string, unknown>>;

/** Most work an expression can take with what is known now. */
export type Measure = (context: CelContext) => number;

/** What a part of an expression takes, and about how many characters it comes to at most. */
type Measured = { readonly work: number; readonly size: number };
type Part = (context: CelContext, item: number) => Measured;

/** Units of work, which are about nanoseconds. */
const costs = {
  literal: 30,
  node: 300,
  /** An error that is passed over, as in `answers.none == 1 || true`: it is made with all its words first. */
  error: 40_000,
  timeZone: 250_000,
  /** What makes a value of another kind. */
  conversion: 3000,
} as const;

const truths: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', '&&', '||', '!_']);
const searches: ReadonlySet<string> = new Set(['contains', 'indexOf', 'lastIndexOf', 'split']);
/** Units for each character, where it is more than one. */
const perCharacter: Readonly<Record<string, number>> = { size: 35, duration: 300 };
/** How many characters may become of one: `ΐ` is three in capitals, and 1 in JSON is a number. */
const growth: Readonly<Record<string, number>> = {
  lowerAscii: 3,
  upperAscii: 3,
  bytes: 3,
  hex: 2,
  base64: 2,
  json: longestNumber,
};
export const walks: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
/** Walks that go on behind an error. */
const patientWalks: ReadonlySet<string> = new Set(['all', 'exists']);

/**
 * Makes ready what tells how much work an expression can take, before it is evaluated: from the sizes of what it asks about, as if
 * every part of it were needed. Takes time by the length of the expression only.
 */
export function measureCel(root: ASTNode): Measure {
  const part = measurePart(root, null);
  return (context) => part(context, 0).work;
}

/** @param item name of what a walk gives each time, null outside of walks */
function measurePart(node: ASTNode, item: string | null): Part {
  switch (node.op) {
    case 'value': {
      const size = sizeOf(typeof node.args === 'bigint' ? 0 : node.args);
      return () => ({ work: costs.literal, size });
    }
    case 'id': {
      const name = node.args;
      if (name === item) return (_, size) => ({ work: costs.node, size });
      return (context) => ({ work: costs.node, size: sizeOf(context[name]) });
    }
    case '.': {
      const [of, name] = node.args;
      if (of.op !== 'id' || of.args === item) return together([measurePart(of, item)], costs.node, null);
      const root = of.args;
      return (context) => ({ work: 2 * costs.node, size: sizeOf(fieldOf(context[root], name)) });
    }
    case 'rcall':
      return measureMethod(node.args, item);
    case 'call': {
      const [name, args] = node.args;
      if (name === 'has') return () => ({ work: costs.node, size: 1 });
      const parts = args.map((arg) => measurePart(arg, item));
      const all = grown(name, together(parts, rateOf(name), null));
      return (context, size) => {
        const measured = all(context, size);
        return { ...measured, work: measured.work + costs.conversion };
      };
    }
    case '&&':
    case '||': {
      const [left] = node.args;
      const parts = node.args.map((arg) => measurePart(arg, item));
      return together(parts, 0, costs.node + (canFail(left) ? costs.error : 0));
    }
    default: {
      const parts = childrenOf(node.args).map((child) => measurePart(child, item));
      return together(parts, 1, truths.has(node.op) ? costs.node : null);
    }
  }
}

function measureMethod([name, of, args]: [string, ASTNode, ASTNode[]], item: string | null): Part {
  if (walks.has(name)) return measureWalk(name, of, args);
  const parts = [of, ...args].map((each) => measurePart(each, item));
  const all = together(parts, rateOf(name), null);
  if (name === 'join') return multiplied(all, parts, true);
  if (searches.has(name)) return multiplied(all, parts, false);
  if (name.startsWith('get') && args.length > 0) {
    return (context, size) => ({ work: all(context, size).work + costs.timeZone, size: longestNumber });
  }
  return grown(name, all);
}

/**
 * A walk takes most work when one item holds all there is and the others nothing. The list is a field or made of literals, or a text
 * that was split: there are no more items than its size says.
 */
function measureWalk(name: string, of: ASTNode, [variable, ...bodies]: readonly ASTNode[]): Part {
  const list = measurePart(of, null);
  const itemName = variable?.op === 'id' ? variable.args : null;
  const body = together(
    bodies.map((each) => measurePart(each, itemName)),
    0,
    null,
  );
  const each = costs.node + (patientWalks.has(name) && bodies.some(canFail) ? costs.error : 0);
  return (context) => {
    const { work, size } = list(context, 0);
    const count = countOf(of, context) ?? size;
    const [least, most] = [body(context, 1), body(context, size)];
    return {
      work: work + count * (least.work + each) + most.work,
      size: size + (name === 'map' ? count * least.size + most.size : 0),
    };
  };
}

/** How many items a list has, where it is a plain field or written out. */
function countOf(of: ASTNode, context: CelContext): number | null {
  if (of.op === 'list') return of.args.length;
  if (of.op !== '.' || of.args[0].op !== 'id') return null;
  const value = fieldOf(context[of.args[0].args], of.args[1]);
  return Array.isArray(value) ? value.length : null;
}

/** Parts that are looked through once, each character for so many units. */
function together(parts: readonly Part[], rate: number, truth: number | null): Part {
  return (context, item) => {
    let work = truth ?? costs.node;
    let size = 0;
    for (const part of parts) {
      const measured = part(context, item);
      work += measured.work + measured.size * rate;
      size += measured.size;
    }
    return { work, size: truth === null ? size + longestNumber : 1 };
  };
}

/** Texts looked for in texts, and texts put between texts. */
function multiplied(all: Part, [of, by]: readonly Part[], grows: boolean): Part {
  return (context, item) => {
    const { work, size } = all(context, item);
    const product = (of?.(context, item).size ?? 0) * (by?.(context, item).size ?? 0);
    return { work: work + product, size: grows ? size + product : size };
  };
}

function grown(name: string, part: Part): Part {
  const times = Object.hasOwn(growth, name) ? (growth[name] ?? 1) : 1;
  if (times === 1) return part;
  return (context, item) => {
    const { work, size } = part(context, item);
    return { work: work + size * times, size: size * times };
  };
}

function rateOf(name: string): number {
  return Object.hasOwn(perCharacter, name) ? (perCharacter[name] ?? 1) : 1;
}

function fieldOf(record: unknown, name: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, name)) return '';
  return (record as CelContext)[name];
}

/** Whether a part may fail; questions such as `has(answers.age)` and `word in ["a", "b"]` never do. */
function canFail(node: ASTNode): boolean {
  switch (node.op) {
    case 'value':
    case 'id':
      return false;
    case 'call':
      return node.args[0] !== 'has' || node.args[1].some((arg) => arg.op !== '.' || arg.args[0].op !== 'id');
    case 'list':
      return node.args.some(canFail);
    case 'in':
      return node.args[1].op !== 'list' || node.args.some(canFail);
    case '==':
    case '!=':
      return node.args.some(canFail);
    default:
      return true;
  }
}

/** Nodes within the arguments of a node, however they are nested. */
export function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
