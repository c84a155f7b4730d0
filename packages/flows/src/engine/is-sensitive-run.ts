import type { PreparedDocument, PreparedFlow } from './prepared-flow.ts';
import type { RunState } from './state.ts';

/**
 * Whether a run is to be treated as sensitive: the flow it began with is, one it is in, or one that has already asked it something,
 * for its answers may still be shown.
 */
export function isSensitiveRun(
  { settings, documents }: PreparedFlow,
  { frames, answers }: Pick<RunState, 'frames' | 'answers'>,
): boolean {
  if (settings.sensitive) return true;
  if (frames.some(({ flow }) => documents.get(flow)?.sensitive === true)) return true;
  return [...documents.values()].some((document) => document.sensitive && hasAnswered(document, answers));
}

function hasAnswered({ blocks }: PreparedDocument, answers: RunState['answers']): boolean {
  return Object.entries(answers).some(([name, { block }]) => {
    const at = blocks.get(block);
    return at?.name === name || at?.block.kind === 'set';
  });
}
