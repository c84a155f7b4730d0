import type { Prompt, Speech } from './prompt.ts';
import { complaintText, type Words } from './words.ts';

/** What is said before the choices, the complaint first. */
export function spokenTexts({ messages, prompt }: Speech, words: Words): readonly string[] {
  const complaint = prompt?.complaint ? [complaintText(prompt.complaint, prompt.kind, words)] : [];
  return [...complaint, ...messages, ...(prompt === null ? [] : [prompt.text])]
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The choices a person picks from by number, a line each. */
export function choiceLines(prompt: Prompt | null): readonly string[] {
  return prompt === null ? [] : prompt.options.map(({ label }, index) => `${index + 1} ${label}`);
}
