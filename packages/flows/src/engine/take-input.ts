import type { Given, Question } from '../blocks/ready.ts';
import type { Complaint, Prompt, Reading } from '../channels/prompt.ts';
import { readSms } from '../channels/read-sms.ts';
import { readUssd } from '../channels/read-ussd.ts';
import { showUssd } from '../channels/show-ussd.ts';
import { storable } from '../conditions/storable.ts';
import { advance, leave, targetOf } from './advance.ts';
import { dropPassedOver, dropWithdrawn, goBack, goToMenu, rememberQuestion } from './go-back.ts';
import type { PreparedBlock } from './prepared-flow.ts';
import { promptAt, putAgain, type QuestionWait } from './put-question.ts';
import { currentBlock, type Run } from './run.ts';
import { conclude, fail, invalidEntry, wordsFor } from './speak.ts';

/** Longest entry that is read, in UTF-16 units: ten parts of an SMS. */
const longestEntry = 2000;

/** Takes what a person entered at a question. */
export function takeEntry(run: Run, wait: QuestionWait, text: string): void {
  const at = currentBlock(run);
  if (at === null || at.ready.type !== 'question') {
    fail(run, run.frames.at(-1)?.block ?? '', 'A question was open here, and the flow has none.');
    return;
  }
  const { ready } = at;
  const prompt = promptAt(run, at, ready, wait.complaint);
  if (prompt === null) {
    if (leave(run, at, ['skip', 'next'])) advance(run);
    return;
  }
  const raw = storable(text, longestEntry);
  follow(run, at, ready, wait, readEntry(run, raw, prompt, wait), raw);
}

function follow(
  run: Run,
  at: PreparedBlock,
  ready: Question,
  wait: QuestionWait,
  reading: Reading,
  raw: string,
): void {
  switch (reading.kind) {
    case 'option':
    case 'several':
    case 'open':
      answer(run, at, ready, wait, reading, raw);
      return;
    case 'more':
      putAgain(run, at, ready, { ...wait, page: wait.page + 1 });
      return;
    case 'back':
      if (wait.page > 0) putAgain(run, at, ready, { ...wait, page: wait.page - 1 });
      else if (goBack(run)) advance(run);
      else refuse(run, at, ready, wait, invalidEntry);
      return;
    case 'menu':
      if (goToMenu(run)) advance(run);
      else refuse(run, at, ready, wait, invalidEntry);
      return;
    case 'skip':
      dropPassedOver(run, at);
      rememberQuestion(run);
      if (leave(run, at, ['skip', 'next'])) advance(run);
      return;
    case 'help':
      putAgain(run, at, ready, { ...wait, page: 0, said: [wordsFor(run).help], complaint: null });
      return;
    case 'language':
      run.language = reading.language;
      putAgain(run, at, ready, { ...wait, page: 0, said: [], complaint: null });
      return;
    case 'none':
      refuse(run, at, ready, wait, invalidEntry);
  }
}

/** Keeps a fitting answer at once, with what follows from it, and goes on. */
function answer(
  run: Run,
  at: PreparedBlock,
  ready: Question,
  wait: QuestionWait,
  given: Given,
  raw: string,
): void {
  const read = ready.read(given, run);
  if ('complaint' in read) {
    refuse(run, at, ready, wait, read.complaint);
    return;
  }
  const { value, label } = read;
  dropWithdrawn(run, at.name);
  run.answers = { ...run.answers, [at.name]: { value, label, raw, block: at.id, at: run.now } };
  run.effects.push({
    kind: 'answer',
    name: at.name,
    value,
    label,
    raw,
    block: at.id,
    blockKind: at.block.kind,
  });
  ready.take?.(read, run);
  rememberQuestion(run);
  if (leave(run, at, read.exits)) advance(run);
}

/** An entry that does not do: the question again with a word why, until the person has tried often enough. */
function refuse(
  run: Run,
  at: PreparedBlock,
  ready: Question,
  wait: QuestionWait,
  complaint: Complaint,
): void {
  const tries = wait.tries + 1;
  if (tries < run.prepared.settings.tries) {
    putAgain(run, at, ready, { ...wait, tries, page: 0, said: [], complaint });
    return;
  }
  run.ending = 'invalid';
  if (targetOf(at, ['invalid']) === null) conclude(run, 'invalid');
  else {
    dropPassedOver(run, at);
    if (leave(run, at, ['invalid'])) advance(run);
  }
}

/** What an entry means at a question, by the channel; on USSD by the page of it that was shown. */
export function readEntry(
  run: Run,
  text: string,
  prompt: Prompt,
  wait: Pick<QuestionWait, 'page' | 'said'>,
): Reading {
  const { settings, flow } = run.prepared;
  const words = wordsFor(run);
  if (run.channel === 'sms') {
    const spoken = [...run.prepared.words.values()].map(({ sms }) => sms);
    return readSms(text, prompt, { words, spoken, languages: flow.languages });
  }
  const { keys } = settings;
  // Only the key for more asks how many pages there are, and laying them out costs more than all the rest of a step.
  const hopeful = readUssd(text, prompt, { page: wait.page, pages: wait.page + 2 }, keys);
  if (hopeful.kind !== 'more') return hopeful;
  const { pages } = showUssd({ messages: wait.said, prompt }, wait.page, run.screen, keys, words);
  return readUssd(text, prompt, { page: wait.page, pages }, keys);
}
