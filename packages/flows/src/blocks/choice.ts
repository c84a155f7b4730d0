import { readyOptions } from './options.ts';
import { complain, type MakeReady } from './ready.ts';

const notSpoken = 'The choice sets the language to what is none of the flow.';

export const choice: MakeReady<'choice'> = (block, site) => {
  const text = site.text(block.text);
  const options = readyOptions(block.options, site);
  return {
    type: 'question',
    offers: true,
    prompt: (run) => ({ text: text(run), options: options(run) }),
    read: (given, run) => {
      const chosen =
        given.kind === 'option' ? options(run).find(({ value }) => value === given.value) : undefined;
      if (chosen === undefined) return complain();
      return { value: chosen.value, label: chosen.label, exits: [chosen.value, 'next'] };
    },
    take: ({ value }, run) => {
      if (block.sets !== 'language') return;
      if (site.languages.includes(String(value))) run.language = String(value);
      else run.effects.push({ kind: 'error', block: site.id, message: notSpoken });
    },
  };
};
