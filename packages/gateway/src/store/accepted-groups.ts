import { isServerRefusal } from './database-errors.ts';

/**
 * Writes a group of items, each independent of the others. A group the server refuses is halved until the item it refuses
 * stands alone: one bad row must not hold up the rest.
 *
 * @param write one statement: all of its items are written, or none
 * @param on `refused` gets an item that can never be written; `unwritten` what was not tried to its end, in order, when the database went away
 * @throws what `write` throws when the database is away, after `unwritten`
 */
export async function inAcceptedGroups<Item>(
  items: Item[],
  write: (group: Item[]) => Promise<void>,
  on: {
    readonly refused: (item: Item, error: Error) => void;
    readonly unwritten: (items: Item[]) => void;
  },
): Promise<void> {
  const groups = items.length === 0 ? [] : [items];
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    try {
      await write(group);
    } catch (error) {
      if (!isServerRefusal(error)) {
        on.unwritten([group, ...groups].flat());
        throw error;
      }
      const half = group.length >> 1;
      if (half === 0) on.refused(group[0] as Item, error as Error);
      else groups.unshift(group.slice(0, half), group.slice(half));
    }
  }
}
