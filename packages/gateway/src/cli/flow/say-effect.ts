import { describeEffect, type Effect, measureSms } from '@ujumbe/flows';
import { plain } from '../answer.ts';

/** An SMS as it arrives, with what it takes. */
export function drawSms(text: string): string[] {
  const { segments, encoding } = measureSms(text);
  const size = `${segments} part${segments === 1 ? '' : 's'}${encoding === 'ucs2' ? ', outside of the GSM alphabet' : ''}`;
  return [...text.split('\n').map((line) => `┃ ${plain(line)}`), `┗ SMS, ${size}`];
}

/** What a step asks of the world beside what is shown, in a line; nothing for what only counts. */
export function sayEffect(effect: Exclude<Effect, { kind: 'show' }>): string[] {
  const said = sentence(effect);
  return said === null ? [] : [`  (${plain(said)})`];
}

function sentence(effect: Exclude<Effect, { kind: 'show' }>): string | null {
  switch (effect.kind) {
    case 'end':
      return null;
    case 'http':
      return `${describeEffect(effect)}: type the JSON it answers, a status such as 404, or nothing where it is away`;
    default:
      return describeEffect(effect);
  }
}
