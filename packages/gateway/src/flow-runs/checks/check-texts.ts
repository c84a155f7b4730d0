import { checkText, type Flow } from '@ujumbe/flows';
import type { CheckText } from './check-document.ts';

/** Reads and checks a text here, together with the published texts of the flows it calls. */
export const checkTexts = ((text, others) =>
  checkText(
    text,
    Object.fromEntries(Object.entries(others).map(([name, other]) => [name, JSON.parse(other) as Flow])),
  )) satisfies CheckText;
