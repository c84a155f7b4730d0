import type { Run } from './run.ts';

/** Names a block of a run, also where a flow that it calls has one of the same name. */
export function placeOf({ prepared, frames }: Run, block: string): string {
  const flow = frames.at(-1)?.flow ?? prepared.flow.id;
  return flow === prepared.flow.id ? block : `${flow}/${block}`;
}
