import type { Block } from '../../../document/blocks.ts';
import type { Flow } from '../../../document/flow.ts';
import { tell, type Writing } from './writing.ts';

/** Says of a block that is written what a form has no place for. */
export function tellLosses(writing: Writing, id: string, block: Block): void {
  const lost = (what: string, advice: string) => tell(writing, 'lost', id, what, advice);
  if (block.kind === 'consent') {
    lost(
      'A consent becomes a plain question: its purpose and version, and the ledger of who agreed, have no place in a form.',
      'Ask for consent as your form tool does.',
    );
  }
  if (block.kind === 'nps')
    tell(writing, 'changed', id, 'Its scale becomes a number from 0 to 10.', 'Nothing to do.');
  if ('dialable' in block && block.dialable)
    lost('That it may be answered by what is dialled has no place in a form.', 'Nothing to do.');
  if (block.kind === 'number' && block.decimals)
    lost(
      `That it has ${block.decimals} digits after the point at most has no place in a form.`,
      'Nothing to do.',
    );
  if (block.kind === 'choice' && block.sets === 'language')
    lost(
      'The form does not go on in the language that is chosen.',
      'Forms are put into a language by their tool.',
    );
  if (block.kind === 'phone' && block.country !== undefined)
    lost(
      `That numbers are those of ${block.country} has no place in a form.`,
      'Say in its text how they are written.',
    );
  if ('options' in block && block.options.some(({ keywords }) => keywords !== undefined))
    lost(
      'The words that mean its choices in an SMS have no place in a form.',
      'Nothing to do: a form shows its choices.',
    );
  if (block.kind === 'end' && block.outcome !== undefined && block.outcome !== 'completed')
    lost(`That it ends as "${block.outcome}" has no place in a form.`, 'A form has no outcome.');
  if (block.note !== undefined) lost('Its note for colleagues has no place in a form.', 'Nothing to do.');
  const ways = Object.keys(block.exits ?? {}).filter((exit) => exit === 'invalid' || exit === 'timeout');
  if (ways.length > 0)
    lost(
      `Where it leads by ${ways.join(' and ')} has no place in a form.`,
      'A form asks until it is answered.',
    );
  const text = 'text' in block && block.text !== undefined ? writing.flow.texts[block.text] : undefined;
  if (Object.values(text ?? {}).some((one) => typeof one !== 'string'))
    lost('Its texts for USSD and SMS alone have no place in a form.', 'The form has the standard text.');
}

/** Says which settings of the conversation, and words of our own, a form has no place for. */
export function tellSettings(writing: Writing, { settings, texts }: Flow): void {
  const lost = (whose: string, names: readonly string[]) => {
    if (names.length === 0) return;
    tell(writing, 'lost', null, `${whose} have no place in a form: ${names.join(', ')}.`, 'Nothing to do.');
  };
  lost('Settings of the conversation', Object.keys(settings ?? {}));
  lost(
    'Texts in place of our own',
    Object.keys(texts).filter((key) => key.startsWith('ujumbe.')),
  );
}
