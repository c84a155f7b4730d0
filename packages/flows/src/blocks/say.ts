import type { Run } from '../engine/run.ts';

/** Adds to what a step says. A text that came out empty, as one that is only `{{contact.name}}` may, is not said. */
export function say(run: Run, text: string): void {
  if (text.trim() !== '') run.said = [...run.said, text];
}
