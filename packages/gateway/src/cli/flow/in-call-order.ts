import { readFlow } from '@ujumbe/flows';

/** Texts of flows, each behind those it calls, and otherwise as they came. What is no flow comes first, so that it is told first. */
export function inCallOrder<Text extends { readonly text: string }>(texts: readonly Text[]): Text[] {
  const read = texts.map((each) => ({ each, flow: flowOf(each.text) }));
  const ordered = new Set(read.filter(({ flow }) => flow === null).map(({ each }) => each));
  const begun = new Set<Text>();
  const add = ({ each, flow }: (typeof read)[number]) => {
    // Whoever calls in a circle has no order; the check says so.
    if (flow === null || begun.has(each)) return;
    begun.add(each);
    const called = Object.values(flow.blocks).flatMap((block) => (block.kind === 'call' ? [block.flow] : []));
    for (const other of read) if (other.flow !== null && called.includes(other.flow.id)) add(other);
    ordered.add(each);
  };
  for (const one of read) add(one);
  return [...ordered];
}

function flowOf(text: string) {
  const read = readFlow(text);
  return 'flow' in read ? read.flow : null;
}
