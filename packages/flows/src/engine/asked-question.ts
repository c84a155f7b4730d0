import type { Question } from '../document/blocks.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import type { RunState } from './state.ts';

/**
 * The question a run waits for an answer to, with the id of its block; null where it waits for none. What is dialled beyond a code
 * answers only those that are `dialable`.
 */
export function askedQuestion(
  { documents }: PreparedFlow,
  { wait, frames }: RunState,
): { readonly block: string; readonly name: string; readonly question: Question } | null {
  const frame = frames.at(-1);
  if (wait?.kind !== 'question' || frame === undefined) return null;
  const at = documents.get(frame.flow)?.blocks.get(frame.block);
  if (at?.ready.type !== 'question') return null;
  return { block: at.id, name: at.name, question: at.block as Question };
}
