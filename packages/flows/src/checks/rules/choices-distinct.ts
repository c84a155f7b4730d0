import type { ChoiceOption } from '../../document/blocks.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { foldWord } from '../fold-word.ts';
import { variantsOf } from '../text-variants.ts';

/** Exits of a choice that are no choices. */
const otherExits = ['next', 'skip', 'invalid', 'timeout'];

type Word = { readonly word: string; readonly option: number; readonly path: string };

/** `same-value`, `same-label`, `same-keyword`, `reserved-value`: whatever a person enters means one choice. */
export function choicesDistinct({ flow, blocks }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    if (!('options' in block)) return [];
    const path = pointer('/blocks', id, 'options');
    const values = block.options.map(({ value }, option) => ({
      word: value,
      option,
      path: pointer(path, option, 'value'),
    }));
    return [
      ...repeated(values, ({ word, path: at }) =>
        finding('same-value', at, `Two choices have the value "${word}".`),
      ),
      ...(block.kind === 'choice' ? reservedValues(values) : []),
      ...flow.languages.flatMap((language) => inLanguage(flow.texts, block.options, language, path)),
      ...strangeLanguages(block.options, flow.languages, path),
    ];
  });
}

function reservedValues(values: readonly Word[]): Finding[] {
  return values
    .filter(({ word }) => otherExits.includes(word))
    .map(({ word, path }) =>
      finding('reserved-value', path, `"${word}" is an exit of its own; give this choice another value.`),
    );
}

function inLanguage(
  texts: FlowView['flow']['texts'],
  options: readonly ChoiceOption[],
  language: string,
  path: string,
): Finding[] {
  const labels = options.flatMap(({ label }, option) =>
    variantsOf(texts, label, language).map((word) => ({
      word,
      option,
      path: pointer(path, option, 'label'),
    })),
  );
  const keywords = options.flatMap(({ keywords: byLanguage }, option) =>
    (byLanguage?.[language] ?? []).map((word, place) => ({
      word,
      option,
      path: pointer(path, option, 'keywords', language, place),
    })),
  );
  const sameLabels = repeated(labels, ({ word, path: at }) =>
    finding('same-label', at, `Two choices are both called "${word}" in "${language}".`),
  );
  const sameKeywords = repeated([...labels, ...keywords], ({ word, path: at }) =>
    finding('same-keyword', at, `"${word}" means two choices in "${language}"; keep it for one.`),
  ).filter(({ path: at }) => at.includes('/keywords/'));
  return [...sameLabels, ...sameKeywords];
}

function strangeLanguages(
  options: readonly ChoiceOption[],
  languages: readonly string[],
  path: string,
): Finding[] {
  return options.flatMap(({ keywords }, option) =>
    Object.keys(keywords ?? {})
      .filter((language) => !languages.includes(language))
      .map((language) =>
        finding(
          'unknown-language',
          pointer(path, option, 'keywords', language),
          `"${language}" is none of the flow's languages, so nobody can use these words.`,
        ),
      ),
  );
}

/** Words that another option has already. */
function repeated(words: readonly Word[], say: (word: Word) => Finding): Finding[] {
  const owners = new Map<string, number>();
  return words.flatMap((each) => {
    const key = foldWord(each.word);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, each.option);
    return owner === undefined || owner === each.option ? [] : [say(each)];
  });
}
