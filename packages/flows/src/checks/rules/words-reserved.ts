import { helpWords, skipWords, wordsOf } from '../../channels/words.ts';
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
  const skips = new Set(skipWords(spoken).map(foldStopWord));
  return flow.languages.flatMap((language) =>
    [...blocks].flatMap(([id, block]) => {
      if (!('options' in block)) return [];
      const path = pointer('/blocks', id, 'options');
      return block.options
        .flatMap((option, index) => wordsOfOption(flow.texts, option, language, pointer(path, index)))
        .flatMap(({ word, at }) => {
          const meaning = reserved.get(foldStopWord(word));
          const why =
            meaning !== undefined
              ? `always ${meaning}, whatever was asked`
              : block.optional && skips.has(foldStopWord(word))
                ? 'passes over a question that is optional'
                : null;
          return why === null
            ? []
            : [finding('reserved-word', at, `"${word}" ${why}; choose another word for this choice.`)];
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
