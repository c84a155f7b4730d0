import type { Complaint, Prompt } from '../channels/prompt.ts';
import { showUssd } from '../channels/show-ussd.ts';
import type { Words } from '../channels/words.ts';
import { writeSms } from '../channels/write-sms.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { withdrawDoubted } from './requests.ts';
import type { Run } from './run.ts';
import type { Outcome } from './state.ts';

/** Shows a question, or one page of it, with what was said before it. */
export function showPrompt(run: Run, said: readonly string[], prompt: Prompt, page: number): void {
  if (run.channel === 'sms') {
    showMessages(run, said, prompt, false);
    return;
  }
  const { keys } = run.prepared.settings;
  const { text } = showUssd({ messages: said, prompt }, page, run.screen, keys, wordsFor(run));
  run.effects.push({ kind: 'show', text, last: false });
}

/** What was said so far goes out on SMS before a service is asked; on USSD it waits for the one screen of the step. */
export function sayBeforeWaiting(run: Run): readonly string[] {
  if (run.channel === 'ussd' || run.silent) return run.said;
  showMessages(run, run.said, null, false);
  return [];
}

/** Ends a run with what was said last. On USSD there is always something, and several pages of it end with the last. */
export function conclude(run: Run, outcome: Outcome): void {
  if (run.silent) {
    end(run, outcome);
  } else if (run.channel === 'sms') {
    showMessages(run, run.said.length > 0 ? run.said : unaskedFor(run, outcome), null, true);
    end(run, outcome);
  } else {
    const said = run.said.length > 0 ? run.said : [farewell(wordsFor(run), outcome)];
    showClosing(run, said, 0, outcome);
  }
}

/** A page of a run's last words. */
export function showClosing(run: Run, said: readonly string[], page: number, outcome: Outcome): void {
  const { keys } = run.prepared.settings;
  const shown = showUssd({ messages: said, prompt: null }, page, run.screen, keys, wordsFor(run));
  const last = page >= shown.pages - 1;
  run.effects.push({ kind: 'show', text: shown.text, last });
  if (last) end(run, outcome);
  else run.wait = { kind: 'closing', said, page, outcome };
}

export function end(run: Run, outcome: Outcome): void {
  if (!run.silent && isOfPerson(outcome)) withdrawDoubted(run);
  run.wait = null;
  run.outcome = outcome;
  run.effects.push({ kind: 'end', outcome });
}

/** Whether a person has come to the end by what they answered. */
function isOfPerson(outcome: Outcome): boolean {
  return outcome === 'completed' || outcome === 'declined' || outcome === 'ineligible';
}

/** Ends a run for its author's mistake, which the person hears about kindly and the author plainly. */
export function fail(run: Run, block: string, message: string): void {
  run.effects.push({ kind: 'error', block, message });
  conclude(run, 'failed');
}

/** Our own words in the language of a run. */
export function wordsFor({ prepared, language, channel }: Run): Words {
  const words = prepared.words.get(language) ?? prepared.words.get(prepared.flow.languages[0]);
  return (words ?? wordsOfFirst(prepared))[channel];
}

/** What a person who entered something wrong is told. */
export const invalidEntry: Complaint = { key: 'invalid', bounds: {} };

function wordsOfFirst({ words }: PreparedFlow) {
  const [first] = words.values();
  if (first === undefined) throw new RangeError('A prepared flow has words in at least one language.');
  return first;
}

function showMessages(run: Run, messages: readonly string[], prompt: Prompt | null, isEnd: boolean): void {
  const texts = writeSms({ messages, prompt }, wordsFor(run));
  const final = texts.length - 1;
  for (const [at, text] of texts.entries()) {
    run.effects.push({ kind: 'show', text, last: isEnd && at === final });
  }
}

/** An SMS costs money and attention: a run that ends without a text says nothing, unless the person would wait in vain. */
function unaskedFor(run: Run, outcome: Outcome): readonly string[] {
  return outcome === 'invalid' || outcome === 'failed' ? [farewell(wordsFor(run), outcome)] : [];
}

function farewell(words: Words, outcome: Outcome): string {
  switch (outcome) {
    case 'completed':
    case 'declined':
    case 'ineligible':
      return words.goodbye;
    case 'invalid':
      return words.gave_up;
    case 'expired':
      return words.expired;
    case 'failed':
      return words.failed;
  }
}
