import type { BlockBody } from '../draft.ts';

/** Where a block leads: to a node of the export (null ends the flow), or to a block by its id. */
export type Target = { readonly node: string | null } | { readonly block: string };

/** A block whose exits still name nodes. `then` is where it goes on; null where it is followed by the next plan of its node. */
export type Plan = {
  readonly id: string;
  readonly block: BlockBody;
  readonly exits: Readonly<Record<string, Target>>;
  /** Exit to what comes next in the node; null for none. */
  readonly next: 'next' | 'else' | null;
};

/** The blocks of a node in their order, and where the last one leads. */
export type NodePlan = { readonly plans: readonly Plan[]; readonly after: Target };

/** A block that is simply followed by the next one. */
export function followed(id: string, block: BlockBody): Plan {
  return { id, block, exits: {}, next: 'next' };
}

/** The category of a router by its UUID: where its exit leads. */
export function targetOf(
  router: { readonly categories: readonly { readonly uuid: string; readonly exit: string }[] },
  exits: ReadonlyMap<string, string | null>,
  category: string,
): Target {
  const exit = router.categories.find(({ uuid }) => uuid === category)?.exit;
  return { node: exit === undefined ? null : (exits.get(exit) ?? null) };
}

export function sameTarget(one: Target, other: Target): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
