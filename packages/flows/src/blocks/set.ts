import type { Value } from '../document/condition.ts';
import type { Run } from '../engine/run.ts';
import { type MakeReady, next, type Site } from './ready.ts';

/** Sets values in the order they are written, so that a later one may use an earlier one. */
export const set: MakeReady<'set'> = (block, site) => {
  const settings = Object.entries(block.values).map(([path, computed]) => ({
    path,
    compute: site.compute(computed),
  }));
  return {
    type: 'action',
    enter: (run) => {
      for (const { path, compute } of settings) put(run, site, path, compute(run));
      return next;
    },
  };
};

function put(run: Run, site: Site, path: string, value: Value): void {
  const [place, name = ''] = path.split('.', 2);
  switch (place) {
    case 'vars':
      run.vars = { ...run.vars, [name]: value };
      return;
    case 'answers':
      run.answers = { ...run.answers, [name]: { value, label: '', raw: '', block: site.id, at: run.now } };
      run.effects.push({ kind: 'answer', name, value, label: '', raw: '', block: site.id, blockKind: 'set' });
      return;
    case 'contact':
      run.contact = { ...run.contact, [name]: value };
      run.effects.push({ kind: 'contact', field: name, value });
      return;
    default:
      if (!site.languages.includes(String(value)))
        throw new RangeError('The language is set to what is none of the flow.');
      run.language = String(value);
  }
}
