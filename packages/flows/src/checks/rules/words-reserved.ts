import { listedWords, wordsOf } from '../../channels/words.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { reservedMeaning } from '../reserved-words.ts';
import { variantsOf } from '../text-variants.ts';

/** `reserved-word`: whoever means a choice must not stop the conversation by naming it. */
export function wordsReserved({ flow, blocks }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    if (!('options' in block)) return [];
    return block.options.flatMap(({ label, keywords }, index) => {
      const path = pointer('/blocks', id, 'options', index);
      return flow.languages.flatMap((language) => {
        const help = ['help', ...listedWords(wordsOf(flow, language, 'sms'), 'help_words')];
        const words = [
          ...variantsOf(flow.texts, label, language).map((word) => ({ word, at: pointer(path, 'label') })),
          ...(keywords?.[language] ?? []).map((word, place) => ({
            word,
            at: pointer(path, 'keywords', language, place),
          })),
        ];
        return words.flatMap(({ word, at }) => {
          const meaning = reservedMeaning(word, flow.languages, help);
          return meaning === null
            ? []
            : [
                finding(
                  'reserved-word',
                  at,
                  `"${word}" always ${meaning}, whatever was asked; choose another word for this choice.`,
                ),
              ];
        });
      });
    });
  });
}
