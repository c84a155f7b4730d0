import { readyOptions } from './options.ts';
import { complain, type MakeReady } from './ready.ts';

export const choices: MakeReady<'choices'> = (block, site) => {
  const text = site.text(block.text);
  const options = readyOptions(block.options, site);
  const least = block.min ?? 1;
  return {
    type: 'question',
    offers: true,
    prompt: (run) => ({ text: text(run), options: options(run) }),
    read: (given, run) => {
      const wanted = given.kind === 'several' ? given.values : given.kind === 'option' ? [given.value] : null;
      if (wanted === null) return complain();
      const chosen = options(run).filter(({ value }) => wanted.includes(value));
      if (chosen.length < new Set(wanted).size) return complain();
      if (chosen.length < least) return complain('too_few', { min: String(least) });
      if (block.max !== undefined && chosen.length > block.max) {
        return complain('too_many', { max: String(block.max) });
      }
      return {
        value: chosen.map(({ value }) => value),
        label: chosen.map(({ label }) => label).join(', '),
        exits: ['next'],
      };
    },
  };
};
