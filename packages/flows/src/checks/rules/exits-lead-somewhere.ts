import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { suggestion } from '../nearest.ts';

/** `unknown-block` and `unknown-exit`: what is named must be there. */
export function exitsLeadSomewhere({ flow, blocks, exits }: FlowView): Finding[] {
  const ids = [...blocks.keys()];
  const unknown = (path: string, id: string) =>
    blocks.has(id)
      ? []
      : [
          finding(
            'unknown-block',
            path,
            `There is no block "${id}".${suggestion(id, ids)} Name one, or add it.`,
          ),
        ];

  const begins = [
    ...unknown('/entry', flow.entry),
    ...(flow.settings?.menu === undefined ? [] : unknown('/settings/menu', flow.settings.menu)),
    ...(flow.settings?.onExpire === undefined ? [] : unknown('/settings/onExpire', flow.settings.onExpire)),
  ];
  const ways = [...blocks].flatMap(([id, block]) => {
    const names = (exits.get(id) ?? []).map(({ name }) => name);
    return Object.entries(block.exits ?? {}).flatMap(([name, to]) => {
      const path = pointer('/blocks', id, 'exits', name);
      return names.includes(name)
        ? unknown(path, to)
        : [finding('unknown-exit', path, unknownExit(block.kind, name, names))];
    });
  });
  return [...begins, ...ways];
}

function unknownExit(kind: string, name: string, names: readonly string[]): string {
  if (names.length === 0) return `A block of kind "${kind}" is the last; take its exits away.`;
  const near = suggestion(name, names);
  return `This block of kind "${kind}" never leaves by "${name}".${near || ` It has ${listed(names)}.`}`;
}
