import type { ChannelText, Flow } from '../document/flow.ts';
import type { Channel } from '../engine/state.ts';

/** Every wording of a text in a language, each once; none where it is not translated. */
export function variantsOf(texts: Flow['texts'], key: string, language: string): readonly string[] {
  const text = textIn(texts, key, language);
  if (text === null) return [];
  return typeof text === 'string'
    ? [text]
    : [...new Set([text.default, text.sms ?? text.default, text.ussd ?? text.default])];
}

/** Its wording on a channel. */
export function wordingOf(
  texts: Flow['texts'],
  key: string,
  language: string,
  channel: Channel,
): string | null {
  const text = textIn(texts, key, language);
  return text === null || typeof text === 'string' ? text : (text[channel] ?? text.default);
}

function textIn(texts: Flow['texts'], key: string, language: string): ChannelText | null {
  const byLanguage = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return (byLanguage && Object.hasOwn(byLanguage, language) ? byLanguage[language] : undefined) ?? null;
}
