import type { RapidFlow, RapidNode } from './definition.ts';

/** The nodes that can be come to from the first, in the order people come to them, and those that cannot. */
export function reachedNodes({ nodes }: RapidFlow): {
  readonly reached: readonly RapidNode[];
  readonly left: readonly RapidNode[];
} {
  const byId = new Map(nodes.map((node) => [node.uuid, node]));
  const reached = new Set(nodes.slice(0, 1));
  for (const node of reached) {
    for (const destination of node.exits.values()) {
      const next = destination === null ? undefined : byId.get(destination);
      if (next !== undefined) reached.add(next);
    }
  }
  return { reached: [...reached], left: nodes.filter((node) => !reached.has(node)) };
}
