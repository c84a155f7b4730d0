import { type Block, type Question, questionKinds } from '../document/blocks.ts';
import type { Flow } from '../document/flow.ts';
import type { ScreenLimits } from '../engine/event.ts';
import { type Exit, exitsOf } from './exits.ts';
import { pointer } from './finding.ts';

/** Where a block uses a text. */
export type TextUse = { readonly key: string; readonly path: string; readonly block: string };

/** A flow with what several rules ask of it, worked out once. */
export type FlowView = {
  readonly flow: Flow;
  readonly others: Readonly<Record<string, Flow>>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly exits: ReadonlyMap<string, readonly Exit[]>;
  /** Blocks that come right after a block; unknown targets are left out. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** Blocks a run can come to. */
  readonly reachable: ReadonlySet<string>;
  readonly textUses: readonly TextUse[];
  /** What a USSD screen holds. */
  readonly screen: ScreenLimits;
};

export function viewFlow(flow: Flow, others: Readonly<Record<string, Flow>>, screen: ScreenLimits): FlowView {
  const blocks = new Map(Object.entries(flow.blocks));
  const exits = new Map([...blocks].map(([id, block]) => [id, exitsOf(block)]));
  const after = new Map(
    [...exits].map(([id, ways]) => [
      id,
      [...new Set(ways.flatMap(({ to }) => (to !== null && blocks.has(to) ? [to] : [])))],
    ]),
  );
  const roots = [flow.entry, flow.settings?.menu, flow.settings?.onExpire].filter(
    (id): id is string => id !== undefined && blocks.has(id),
  );
  return {
    flow,
    others,
    blocks,
    exits,
    after,
    reachable: walk(roots, after),
    textUses: textUsesOf(blocks),
    screen,
  };
}

/** All that can be come to from these, themselves included. */
export function walk(
  from: readonly string[],
  after: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const seen = new Set(from);
  for (const id of seen) for (const next of after.get(id) ?? []) seen.add(next);
  return seen;
}

export function isQuestion(block: Block): block is Question {
  return (questionKinds as readonly string[]).includes(block.kind);
}

function textUsesOf(blocks: ReadonlyMap<string, Block>): TextUse[] {
  return [...blocks].flatMap(([id, block]) => {
    const path = pointer('/blocks', id);
    const own =
      'text' in block && block.text !== undefined
        ? [{ key: block.text, path: pointer(path, 'text'), block: id }]
        : [];
    const labels =
      'options' in block
        ? block.options.map(({ label }, index) => ({
            key: label,
            path: pointer(path, 'options', index, 'label'),
            block: id,
          }))
        : [];
    return [...own, ...labels];
  });
}
