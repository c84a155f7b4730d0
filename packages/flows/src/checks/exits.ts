import type { Block } from '../document/blocks.ts';

/** A way out of a block. */
export type Exit = {
  readonly name: string;
  /** Where it leads, its own target or the one it falls back on; null where it ends the run or leads nowhere. */
  readonly to: string | null;
  /** Whether a run that takes it and finds no target has nowhere to go. */
  readonly needed: boolean;
};

type Fallback = 'next' | 'else' | null;

/** All ways out of a block, in the order people think of them. Defaults are those said at `blockSchemas`. */
export function exitsOf(block: Block): readonly Exit[] {
  return [...exitNames(block)].map(([name, { fallback, needed }]) => {
    const named = ownExit(block, name);
    return { name, to: named ?? (fallback === null ? null : ownExit(block, fallback)), needed };
  });
}

function exitNames(block: Block): Map<string, { fallback: Fallback; needed: boolean }> {
  const names = new Map<string, { fallback: Fallback; needed: boolean }>();
  const add = (name: string, fallback: Fallback, needed: boolean) => {
    if (!names.has(name)) names.set(name, { fallback, needed });
  };
  const addWaiting = () => {
    add('invalid', null, false);
    add('timeout', null, false);
  };
  switch (block.kind) {
    case 'message':
    case 'group':
      add('next', null, true);
      break;
    case 'set':
    case 'call':
    case 'http':
    case 'send_sms':
    case 'task':
    case 'refer':
      add('next', null, true);
      add('error', 'next', true);
      break;
    case 'choice':
      for (const { value } of block.options) add(value, 'next', true);
      add('next', null, false);
      if (block.optional) add('skip', 'next', true);
      addWaiting();
      break;
    case 'choices':
    case 'number':
    case 'text':
    case 'date':
    case 'phone':
      add('next', null, true);
      if (block.optional) add('skip', 'next', true);
      addWaiting();
      break;
    case 'nps':
      for (const group of ['promoter', 'passive', 'detractor']) add(group, 'next', true);
      add('next', null, false);
      if (block.optional) add('skip', 'next', true);
      addWaiting();
      break;
    case 'consent':
      for (const word of ['yes', 'no']) add(word, 'next', true);
      add('next', null, false);
      addWaiting();
      break;
    case 'branch':
      for (const { exit } of block.cases) add(exit, null, true);
      add('else', null, true);
      add('error', 'else', true);
      break;
    case 'end':
      break;
  }
  return names;
}

function ownExit(block: Block, name: string): string | null {
  return block.exits && Object.hasOwn(block.exits, name) ? (block.exits[name] ?? null) : null;
}
