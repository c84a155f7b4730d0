import { isDay } from '../../document/is-day.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';

/** `bounds`: there is something a person can enter that is allowed. */
export function boundsHold({ blocks }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    const path = pointer('/blocks', id);
    switch (block.kind) {
      case 'number':
        return (block.min ?? Number.NEGATIVE_INFINITY) > (block.max ?? Number.POSITIVE_INFINITY)
          ? [crossed(path, 'min', block.min, block.max)]
          : [];
      case 'text':
        return (block.minLength ?? 0) > (block.maxLength ?? Number.POSITIVE_INFINITY)
          ? [crossed(path, 'minLength', block.minLength, block.maxLength)]
          : [];
      case 'choices': {
        const { min = 0, max = Number.POSITIVE_INFINITY, options } = block;
        if (min > max) return [crossed(path, 'min', min, max)];
        if (min <= options.length) return [];
        return [
          finding(
            'bounds',
            pointer(path, 'min'),
            `At least ${min} of ${options.length} choices are asked for; there are not so many.`,
          ),
        ];
      }
      case 'date':
        return [
          ...impossible(path, 'min', block.min),
          ...impossible(path, 'max', block.max),
          ...(isLater(block.min, block.max) ? [crossed(path, 'min', block.min, block.max)] : []),
        ];
      default:
        return [];
    }
  });
}

function crossed(path: string, key: string, least: unknown, most: unknown): Finding {
  return finding(
    'bounds',
    pointer(path, key),
    `The least is ${least} and the most ${most}: nothing fits both.`,
  );
}

function impossible(path: string, key: string, day: string | undefined): Finding[] {
  if (day === undefined || day.startsWith('today')) return [];
  return isDay(day) ? [] : [finding('bounds', pointer(path, key), `There is no day ${day}.`)];
}

/** Whether one bound is certainly later than another: two days, or two distances from today. */
function isLater(least: string | undefined, most: string | undefined): boolean {
  if (least === undefined || most === undefined) return false;
  const relative = [least, most].filter((day) => day.startsWith('today')).length;
  if (relative === 1) return false;
  return relative === 0 ? least > most : Number(least.slice(5) || 0) > Number(most.slice(5) || 0);
}
