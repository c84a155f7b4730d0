import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';

/** `wrong-language`: whatever a block sets as the language is one of the flow's. */
export function languagesSet({ flow: { languages }, blocks }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    const path = pointer('/blocks', id);
    if (block.kind === 'choice' && block.sets === 'language')
      return block.options.flatMap(({ value }, index) =>
        strange(value, languages, pointer(path, 'options', index, 'value')),
      );
    const set = block.kind === 'set' ? block.values.language : undefined;
    return set === undefined || (typeof set === 'object' && 'cel' in set)
      ? []
      : strange(String(set), languages, pointer(path, 'values', 'language'));
  });
}

function strange(value: string, languages: readonly string[], path: string): Finding[] {
  return languages.includes(value)
    ? []
    : [
        finding(
          'wrong-language',
          path,
          `"${value}" is set as the language, but the flow is in ${listed(languages)}.`,
        ),
      ];
}
