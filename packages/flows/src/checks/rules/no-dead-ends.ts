import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';

/** `dead-end`: whoever gets to a block gets on, whatever they enter. Only `end` ends. */
export function noDeadEnds({ blocks, exits }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    const stuck = (exits.get(id) ?? []).filter(({ to, needed }) => needed && to === null);
    if (stuck.length === 0) return [];
    const names = stuck.map(({ name }) => name);
    const own = names.filter((name) => !['next', 'else', 'error', 'skip'].includes(name));
    const message =
      own.length === 0
        ? `The conversation stops dead at "${id}": say where "${names[0]}" leads.`
        : `The conversation stops dead at "${id}" after ${listed(own, 'or')}: say where ${
            own.length === 1 ? 'it leads' : 'they lead'
          }${block.kind === 'branch' ? '' : ', each by its own exit or all by "next"'}.`;
    return [finding('dead-end', pointer('/blocks', id), message)];
  });
}
