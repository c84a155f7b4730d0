import type { Prompt, Speech } from './prompt.ts';
import { complaintText, type Words } from './words.ts';

/** What is said before the choices, the complaint first. */
export function spokenTexts({ messages, prompt }: Speech, words: Words): readonly string[] {
  const complaint = prompt?.complaint ? [complaintText(prompt.complaint, prompt.kind, words)] : [];
  return [...complaint, ...messages, ...(prompt === null ? [] : [prompt.text])]
    .map((text) => composed(text).trim())
    .filter((text) => text !== '');
}

/** The choices a person picks from by number, a line each. */
export function choiceLines(prompt: Prompt | null): readonly string[] {
  return prompt === null ? [] : prompt.options.map(({ label }, index) => `${index + 1} ${composed(label)}`);
}

/** An accent apart from its letter, as some keyboards write it, is outside of the GSM alphabet even where the two together are not. */
function composed(text: string): string {
  return /[\u0300-\u036f]/.test(text) ? text.normalize('NFC') : text;
}
