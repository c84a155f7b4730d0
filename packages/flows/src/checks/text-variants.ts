import { wordingOf } from '../channels/wording.ts';
import type { ChannelText, Flow } from '../document/flow.ts';
import type { Channel } from '../engine/state.ts';

/** Every wording of a text in a language, each once; none where it is not translated. */
export function variantsOf(texts: Flow['texts'], key: string, language: string): readonly string[] {
  const text = textIn(texts, key, language);
  return text === null
    ? []
    : [...new Set([wordingOf(text), wordingOf(text, 'sms'), wordingOf(text, 'ussd')])];
}

/** Its wording on a channel. */
export function wordingIn(
  texts: Flow['texts'],
  key: string,
  language: string,
  channel: Channel,
): string | null {
  const text = textIn(texts, key, language);
  return text === null ? null : wordingOf(text, channel);
}

function textIn(texts: Flow['texts'], key: string, language: string): ChannelText | null {
  const byLanguage = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return (byLanguage && Object.hasOwn(byLanguage, language) ? byLanguage[language] : undefined) ?? null;
}
