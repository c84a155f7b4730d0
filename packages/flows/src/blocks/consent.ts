import { withdrawRefused } from '../engine/requests.ts';
import { wordsFor } from '../engine/speak.ts';
import { complain, type MakeReady } from './ready.ts';

/** Yes or no, kept with the wording a person saw. */
export const consent: MakeReady<'consent'> = (block, site) => {
  const text = site.text(block.text);
  const { purpose, version } = block;
  return {
    type: 'question',
    offers: true,
    prompt: (run) => {
      const { yes, no, yes_words, no_words } = wordsFor(run);
      return {
        text: text(run),
        options: [
          { value: 'yes', label: yes, keywords: listed(yes_words) },
          { value: 'no', label: no, keywords: listed(no_words) },
        ],
      };
    },
    read: (given, run) => {
      if (given.kind !== 'option' || (given.value !== 'yes' && given.value !== 'no')) return complain();
      return { value: given.value, label: wordsFor(run)[given.value], exits: [given.value, 'next'] };
    },
    take: ({ value }, run) => {
      const given = value === 'yes';
      run.consents = { ...run.consents, [purpose]: given };
      if (!given) withdrawRefused(run, purpose);
      run.effects.push({ kind: 'consent', purpose, version, given, text: text(run), language: run.language });
    },
  };
};

function listed(words: string): readonly string[] {
  return words.split(/\s+/u).filter((word) => word !== '');
}
