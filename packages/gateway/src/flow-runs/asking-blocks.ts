import type { Answer, Block, Flow, PreparedFlow } from '@ujumbe/flows';

/** The question that was answered, with its flow: several where flows that call one another ask alike, none for what is worked out. */
export function askingBlocks(
  { documents }: PreparedFlow,
  name: string,
  { block: id }: Answer,
): { readonly flow: Flow; readonly block: Block }[] {
  return [...documents.values()].flatMap(({ flow, blocks }) => {
    const asked = blocks.get(id);
    return asked?.name === name ? [{ flow, block: asked.block }] : [];
  });
}
