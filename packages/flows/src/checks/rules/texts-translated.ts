import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { suggestion } from '../nearest.ts';

/** `unknown-text`, `missing-translation`, `unused-text`, `unknown-language`: every text is there in every language, and used. */
export function textsTranslated({ flow, textUses }: FlowView): Finding[] {
  const texts = new Map(Object.entries(flow.texts));
  const keys = [...texts.keys()];
  const used = new Set(textUses.map(({ key }) => key));

  const unknown = textUses
    .filter(({ key }) => !texts.has(key))
    .map(({ key, path }) =>
      finding('unknown-text', path, `There is no text "${key}".${suggestion(key, keys)} Add it to "texts".`),
    );
  const untranslated = [...texts].flatMap(([key, byLanguage]) => {
    // Words of our own are there in most languages without it; another rule asks for the others.
    if (key.startsWith('ujumbe.')) return [];
    const missing = flow.languages.filter((language) => !Object.hasOwn(byLanguage, language));
    return missing.length === 0
      ? []
      : [
          finding(
            'missing-translation',
            pointer('/texts', key),
            `"${key}" is missing in ${listed(missing)}.`,
          ),
        ];
  });
  const superfluous = [...texts].flatMap(([key, byLanguage]) =>
    Object.keys(byLanguage)
      .filter((language) => !flow.languages.includes(language))
      .map((language) =>
        finding(
          'unknown-language',
          pointer('/texts', key, language),
          `"${language}" is none of the flow's languages; add it to "languages", or take this away.`,
        ),
      ),
  );
  const unused = keys
    .filter((key) => !used.has(key) && !key.startsWith('ujumbe.'))
    .map((key) => finding('unused-text', pointer('/texts', key), `No block uses the text "${key}".`));
  return [...unknown, ...untranslated, ...superfluous, ...unused];
}
