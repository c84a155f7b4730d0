import type { Block, BlockKind, BlockOf } from '../document/blocks.ts';
import type { Flow, FlowSettings } from '../document/flow.ts';
import { freeName } from './names.ts';

/** A block before it is known where it leads. */
export type BlockBody = { [Kind in BlockKind]: Omit<BlockOf<Kind>, 'exits'> }[BlockKind];

/** A flow in the making. */
export type Draft = {
  readonly languages: [string, ...string[]];
  readonly blocks: Map<string, Block>;
  readonly texts: Map<string, Readonly<Record<string, string>>>;
  readonly ids: Set<string>;
};

export function newDraft(languages: readonly [string, ...string[]]): Draft {
  return { languages: [...languages], blocks: new Map(), texts: new Map(), ids: new Set() };
}

/** An id no other block has. */
export function freeId(draft: Draft, wished: string): string {
  return freeName(wished, draft.ids, '-');
}

/** Keeps a text under a key that is free; the same key for every language. */
export function addText(draft: Draft, wished: string, text: Readonly<Record<string, string>>): string {
  let key = wished;
  for (let count = 2; draft.texts.has(key); count += 1) key = `${wished}-${count}`;
  draft.texts.set(key, text);
  return key;
}

/** The finished flow, its blocks in the order people come to them, and its texts in the order of the blocks. */
export function finishDraft(
  draft: Draft,
  about: {
    readonly id: string;
    readonly name: string;
    readonly entry: string;
    readonly settings?: FlowSettings;
  },
): Flow {
  const blocks = inOrder(draft, about.entry);
  const keys = new Set(blocks.flatMap(([, block]) => textKeysOf(block)));
  return {
    format: 1,
    id: about.id,
    ...(about.name === '' ? {} : { name: about.name.slice(0, 120) }),
    languages: draft.languages,
    entry: about.entry,
    ...(about.settings === undefined ? {} : { settings: about.settings }),
    blocks: Object.fromEntries(blocks),
    texts: Object.fromEntries([...keys].map((key) => [key, draft.texts.get(key) ?? {}])),
  };
}

/** Breadth first from the entry; a block nobody comes to is left out. */
function inOrder({ blocks }: Draft, entry: string): [string, Block][] {
  const order = new Set([entry]);
  for (const id of order) {
    for (const next of Object.values(blocks.get(id)?.exits ?? {})) order.add(next);
  }
  return [...order].flatMap((id) => {
    const block = blocks.get(id);
    return block === undefined ? [] : [[id, block] as [string, Block]];
  });
}

function textKeysOf(block: Block): string[] {
  const own = 'text' in block && block.text !== undefined ? [block.text] : [];
  return 'options' in block ? [...own, ...block.options.map(({ label }) => label)] : own;
}
