import { helpWords, wordsOf } from '../../channels/words.ts';
import type { ChoiceOption } from '../../document/blocks.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { reservedWords } from '../reserved-words.ts';
import { foldStopWord } from '../stop-words.ts';
import { variantsOf } from '../text-variants.ts';

/** `reserved-word`: whoever means a choice must not stop the conversation by naming it. */
export function wordsReserved({ flow, blocks }: FlowView): Finding[] {
  const spoken = flow.languages.map((language) => wordsOf(flow, language, 'sms'));
  const reserved = reservedWords(flow.languages, helpWords(spoken));
  return flow.languages.flatMap((language) =>
    [...blocks].flatMap(([id, block]) => {
      if (!('options' in block)) return [];
      const path = pointer('/blocks', id, 'options');
      return block.options
        .flatMap((option, index) => wordsOfOption(flow.texts, option, language, pointer(path, index)))
        .flatMap(({ word, at }) => {
          const meaning = reserved.get(foldStopWord(word));
          if (meaning === undefined) return [];
          const message = `"${word}" always ${meaning}, whatever was asked; choose another word for this choice.`;
          return [finding('reserved-word', at, message)];
        });
    }),
  );
}

function wordsOfOption(
  texts: FlowView['flow']['texts'],
  { label, keywords }: ChoiceOption,
  language: string,
  path: string,
): { readonly word: string; readonly at: string }[] {
  return [
    ...variantsOf(texts, label, language).map((word) => ({ word, at: pointer(path, 'label') })),
    ...(keywords?.[language] ?? []).map((word, place) => ({
      word,
      at: pointer(path, 'keywords', language, place),
    })),
  ];
}
