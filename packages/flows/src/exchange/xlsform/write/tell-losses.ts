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

/** Says which settings of the conversation a form has no place for. */
export function tellSettings(writing: Writing, { settings }: Flow): void {
  const names = Object.keys(settings ?? {});
  if (names.length === 0) return;
  const what = `Settings of the conversation have no place in a form: ${names.join(', ')}.`;
  tell(writing, 'lost', null, what, 'Nothing to do.');
}
