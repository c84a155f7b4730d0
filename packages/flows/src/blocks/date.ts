import { addDays, todayIn } from '../conditions/today.ts';
import { openQuestion, plainly } from './open-question.ts';
import { readDate } from './reading/read-date.ts';
import { complain, type MakeReady } from './ready.ts';

export const date: MakeReady<'date'> = (block, site) =>
  openQuestion(block.text, site, (text, run) => {
    const today = todayIn(run.facts.country, run.now);
    const min = block.min === undefined ? null : boundOf(block.min, today);
    const max = block.max === undefined ? null : boundOf(block.max, today);
    const day = readDate(text, today, { min, max });
    if (day === null) return complain();
    if (min !== null && day < min) return complain('too_early', { min: people(min) });
    if (max !== null && day > max) return complain('too_late', { max: people(max) });
    return plainly(day);
  });

/** `2026-12-31`, `today`, `today+7` or `today-30` as a day. */
function boundOf(bound: string, today: string): string {
  return bound.startsWith('today') ? addDays(today, Number(bound.slice(5) || '0')) : bound;
}

function people(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}
