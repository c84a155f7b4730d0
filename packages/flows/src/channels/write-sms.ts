import { countSegments } from '@ujumbe/smpp/text';
import type { Prompt, Speech } from './prompt.ts';
import { choiceLines, spokenTexts } from './speech-text.ts';
import type { Words } from './words.ts';

/**
 * A speech as SMS, in the order they are to be sent. What comes one after the other shares a message as long as that stays one
 * segment: it costs less, and networks do not keep the order of messages. A question is one message with its choices, a line each.
 * A hint of how to answer is added where it is not plain: several choices, or a question that may be passed over.
 */
export function writeSms(speech: Speech, words: Words): string[] {
  const { prompt } = speech;
  const said = spokenTexts(speech, words);
  if (prompt === null) return share(said);
  const question = [...said.slice(-1), ...choiceLines(prompt)].join('\n');
  return share([...said.slice(0, -1), withHints(question, prompt, words)]);
}

function share(texts: readonly string[]): string[] {
  const messages: string[] = [];
  for (const text of texts) {
    const joined = `${messages.at(-1) ?? ''}\n${text}`;
    if (messages.length > 0 && countSegments(joined).segments === 1) messages[messages.length - 1] = joined;
    else messages.push(text);
  }
  return messages;
}

/** How to answer with several is known once it is tried, so it is not worth a segment; that one may skip is not. */
function withHints(question: string, prompt: Prompt, words: Words): string {
  const asked = prompt.canSkip ? `${question}\n${words.hint_skip}` : question;
  if (prompt.kind !== 'choices') return asked;
  const hinted = `${asked}\n${words.hint_several}`;
  return countSegments(hinted).segments === countSegments(asked).segments ? hinted : asked;
}
