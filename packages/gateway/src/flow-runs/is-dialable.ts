import type { PreparedFlow, RunState } from '@ujumbe/flows';

/** Whether the question a run waits at may be answered by what was dialled beyond the code. */
export function isDialable({ documents }: PreparedFlow, state: RunState | null): boolean {
  const frame = state?.frames.at(-1);
  const block = frame && documents.get(frame.flow)?.flow.blocks[frame.block];
  return block !== undefined && 'dialable' in block && block.dialable === true;
}
