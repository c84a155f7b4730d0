import { exitsOf } from '../../../checks/exits.ts';
import type { Block } from '../../../document/blocks.ts';
import type { Flow } from '../../../document/flow.ts';

/** One way to a block: which exits were taken at blocks passed before. A block that is not named was left by any. */
export type Way = ReadonlyMap<string, ReadonlySet<string>>;
/** All ways to a block. One that names nothing means that everybody comes there. */
export type Ways = readonly Way[];

/** Exits that form no part of what a form can ask for. */
const aside: ReadonlySet<string> = new Set(['invalid', 'timeout', 'error', 'skip']);
const MOST_WAYS = 40;

/** Stands for more ways than anybody could write down: each fork can double them. */
export const tooManyWays: Ways = [];

/** Exits of a block that lead on in an ordinary run, and where. */
export function onwardExits(block: Block): ReadonlyMap<string, string | null> {
  const exits = exitsOf(block).filter(({ name }) => !aside.has(name));
  const own =
    exits.length > 1 && block.kind !== 'branch' ? exits.filter(({ name }) => name !== 'next') : exits;
  return new Map(own.map(({ name, to }) => [name, to]));
}

/**
 * Blocks in an order in which each comes after all that lead to it, with the ways to each. Steps back to an earlier block are left out
 * and told of.
 *
 * @param follow the onward exits of a block; where one leads is null at the end
 */
export function reachOf(
  flow: Flow,
  follow: (id: string, block: Block) => ReadonlyMap<string, string | null>,
): {
  readonly ways: ReadonlyMap<string, Ways>;
  readonly back: readonly (readonly [from: string, to: string])[];
} {
  const exits = new Map(Object.entries(flow.blocks).map(([id, block]) => [id, follow(id, block)]));
  const { order, back } = sorted(flow.entry, exits);
  const isBack = (from: string, to: string) => back.some(([one, other]) => one === from && other === to);
  const ways = new Map<string, Ways>([[flow.entry, [new Map()]]]);
  for (const id of order) {
    const own = exits.get(id) ?? new Map<string, string | null>();
    for (const to of new Set(own.values())) {
      if (to === null || isBack(id, to)) continue;
      const taken = new Set([...own].filter(([, target]) => target === to).map(([name]) => name));
      const here = (ways.get(id) ?? []).map((way) =>
        taken.size === own.size ? way : new Map([...way, [id, taken]]),
      );
      const known = ways.get(to);
      const lost = ways.get(id) === tooManyWays || known === tooManyWays;
      const all = lost ? tooManyWays : simplified([...(known ?? []), ...here], exits);
      ways.set(to, all.length > MOST_WAYS ? tooManyWays : all);
    }
  }
  return { ways: new Map(order.map((id) => [id, ways.get(id) ?? tooManyWays])), back };
}

type Exits = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/** Depth first, each block before those it leads to; edges to a block that is still open lead back. */
function sorted(entry: string, exits: Exits): { order: string[]; back: [string, string][] } {
  const order: string[] = [];
  const back: [string, string][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack: { id: string; rest: string[] }[] = [];
  const open = (id: string) => {
    state.set(id, 'open');
    const targets = [...new Set(exits.get(id)?.values() ?? [])].filter((to): to is string => to !== null);
    // The last one first, so that what comes first in a flow comes first in the form.
    stack.push({ id, rest: targets });
  };
  open(entry);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.rest.pop();
    if (next === undefined) {
      state.set(top.id, 'done');
      order.unshift(top.id);
      stack.pop();
    } else if (state.get(next) === 'open') back.push([top.id, next]);
    else if (state.get(next) === undefined) open(next);
  }
  return { order, back };
}

/** Ways that differ in one block only become one; a block that was left by every exit is forgotten. */
function simplified(ways: Ways, exits: Exits): Ways {
  let current = [...ways];
  for (let merged = true; merged && current.length > 1; ) {
    merged = false;
    for (let one = 0; one < current.length && !merged; one += 1) {
      for (let other = one + 1; other < current.length && !merged; other += 1) {
        const joined = joinedWay(current[one] as Way, current[other] as Way, exits);
        if (joined === null) continue;
        current = [...current.filter((_, index) => index !== one && index !== other), joined];
        merged = true;
      }
    }
  }
  return current;
}

function joinedWay(one: Way, other: Way, exits: Exits): Way | null {
  if (covers(one, other)) return one;
  if (covers(other, one)) return other;
  const blocks = [...new Set([...one.keys(), ...other.keys()])];
  const differing = blocks.filter((id) => !sameSet(one.get(id), other.get(id)));
  const [only] = differing;
  if (differing.length !== 1 || only === undefined) return null;
  const union = new Set([...(one.get(only) ?? []), ...(other.get(only) ?? [])]);
  const all = exits.get(only)?.size ?? 0;
  const rest = [...one].filter(([id]) => id !== only);
  return new Map(union.size >= all ? rest : [...rest, [only, union]]);
}

/** Whether whoever comes by the second way comes by the first as well. */
function covers(wide: Way, narrow: Way): boolean {
  return [...wide].every(([id, exits]) => {
    const own = narrow.get(id);
    return own !== undefined && [...own].every((exit) => exits.has(exit));
  });
}

function sameSet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return one?.size === other?.size && [...(one ?? [])].every((item) => other?.has(item));
}
