import type { Run } from '../engine/run.ts';

/** UTF-16 units of all that a step says before a question: some seventy screens. Laying out more takes a server's time. */
const longestSpeech = 12_000;

/**
 * Adds to what a step says. A text that came out empty, as one that is only `{{contact.name}}` may, is not said.
 *
 * @throws RangeError where more is said at once than anybody reads
 */
export function say(run: Run, text: string): void {
  if (text.trim() === '') return;
  const spoken = run.said.reduce((total, { length }) => total + length, text.length);
  if (spoken > longestSpeech) throw new RangeError(`More than ${longestSpeech} characters are said at once.`);
  run.said = [...run.said, text];
}
