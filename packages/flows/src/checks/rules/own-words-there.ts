import { type WordKey, wordKeys, wordsOf } from '../../channels/words.ts';
import type { BlockKind } from '../../document/blocks.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { suggestion } from '../nearest.ts';

const prefix = 'ujumbe.';

/** Own words each kind of question can show. Lists of what people may write are not among them: they only help. */
const wordsOfKinds: Readonly<Partial<Record<BlockKind, readonly WordKey[]>>> = {
  choice: ['invalid_choice'],
  choices: ['invalid_choices', 'too_few', 'too_many', 'hint_several'],
  number: ['invalid_number', 'too_small', 'too_large', 'not_whole', 'too_precise'],
  text: ['too_short', 'too_long', 'not_digits', 'not_letters', 'not_name', 'not_email', 'not_national_id'],
  date: ['invalid_date', 'too_early', 'too_late'],
  phone: ['invalid_phone'],
  nps: ['invalid_nps'],
  consent: ['invalid_consent', 'yes', 'no'],
};
const always: readonly WordKey[] = [
  'back',
  'more',
  'invalid',
  'help',
  'goodbye',
  'gave_up',
  'expired',
  'failed',
];

/** `missing-own-words`, `unknown-own-word`: in a language we have no words for, a flow brings them. */
export function ownWordsThere(view: FlowView): Finding[] {
  const { texts, languages } = view.flow;
  const unknown = Object.keys(texts)
    .filter((key) => key.startsWith(prefix) && !isWordKey(key.slice(prefix.length)))
    .map((key) =>
      finding(
        'unknown-own-word',
        pointer('/texts', key),
        `"${key}" replaces nothing: there are no such words of ours.${suggestion(
          key,
          wordKeys.map((each) => prefix + each),
        )}`,
      ),
    );
  const missing = languages
    .filter((language) => !hasBuiltIn(language))
    .flatMap((language) => {
      const keys = neededWords(view).filter((key) => !Object.hasOwn(texts[prefix + key] ?? {}, language));
      const english = wordsOf(view.flow, 'en');
      const asked = keys.map((key) => `${prefix}${key} "${english[key]}"`).join(', ');
      const place = pointer('/languages', languages.indexOf(language));
      return keys.length === 0
        ? []
        : [
            finding(
              'missing-own-words',
              place,
              `We have no words of our own in "${language}". Add these to "texts" in it, which are in English: ${asked}.`,
            ),
          ];
    });
  return [...unknown, ...missing];
}

function neededWords({ flow, blocks }: FlowView): WordKey[] {
  const words = new Set(always);
  const { menu, sensitive, remindAfterMinutes } = flow.settings ?? {};
  if (menu !== undefined) words.add('menu');
  if (!sensitive) for (const key of ['resume', 'resume_continue', 'resume_restart'] as const) words.add(key);
  if ((remindAfterMinutes ?? []).length > 0) words.add('reminder');
  for (const block of blocks.values()) {
    for (const key of wordsOfKinds[block.kind] ?? []) words.add(key);
    if ('optional' in block && block.optional)
      for (const key of ['skip', 'hint_skip'] as const) words.add(key);
  }
  return [...words];
}

function isWordKey(key: string): key is WordKey {
  return (wordKeys as readonly string[]).includes(key);
}

/** What has no words of its own falls back on English. */
function hasBuiltIn(language: string): boolean {
  if (language.split('-')[0] === 'en') return true;
  const nothing = { languages: ['en'], texts: {} } as const;
  const own = wordsOf({ ...nothing, languages: ['en'] }, language);
  const english = wordsOf({ ...nothing, languages: ['en'] }, 'en');
  return wordKeys.some((key) => own[key] !== english[key]);
}
