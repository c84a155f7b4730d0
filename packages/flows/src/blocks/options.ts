import type { Option } from '../channels/prompt.ts';
import { own } from '../conditions/scope.ts';
import { storable } from '../conditions/storable.ts';
import { TooMuchWork } from '../conditions/work.ts';
import type { ChoiceOption } from '../document/blocks.ts';
import type { Run } from '../engine/run.ts';
import type { Site } from './ready.ts';

/** UTF-16 units. Labels are kept with answers, and one that is made of earlier ones could grow for ever. */
const longestLabel = 200;

/** The choices of a question made ready: those that are there for a person, in their words. */
export function readyOptions(options: readonly ChoiceOption[], site: Site): (run: Run) => readonly Option[] {
  const ready = options.map(({ value, label, keywords, when }) => ({
    value,
    label: site.text(label),
    keywords: keywords ?? {},
    isThere: when === undefined ? null : site.test(when),
  }));
  return (run) => {
    const offered: Option[] = [];
    for (const { value, label, keywords, isThere } of ready) {
      if (isThere !== null && !holds(run, site.id, isThere)) continue;
      offered.push({
        value,
        label: storable(label(run), longestLabel),
        keywords: own(keywords, run.language) ?? [],
      });
    }
    return offered;
  };
}

/** A choice whose condition cannot be worked out is not offered, and its author is told. */
function holds(run: Run, block: string, isThere: (run: Run) => boolean): boolean {
  try {
    return isThere(run);
  } catch (error) {
    if (error instanceof TooMuchWork) throw error;
    const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    run.effects.push({ kind: 'error', block, message });
    return false;
  }
}
