import { type Effect, measureSms } from '@ujumbe/flows';
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
    case 'asked':
    case 'end':
      return null;
    case 'restart':
      return 'begins again: the answers before count no more';
    case 'answer':
      return `${effect.name} = ${JSON.stringify(effect.value)}`;
    case 'sms':
      return `an SMS to ${effect.to}: ${effect.text}`;
    case 'http':
      return `${effect.call.method} ${effect.call.url}: type the JSON it answers, a status such as 404, or nothing where it is away`;
    case 'task':
      return `a task of ${effect.priority} priority for ${effect.queue ?? 'the usual queue'}: ${effect.summary}`;
    case 'referral':
      return `a referral to ${effect.organisation}, with ${Object.keys(effect.answers).join(', ')}`;
    case 'group':
      return [
        ...effect.join.map((name) => `joins ${name}`),
        ...effect.leave.map((name) => `leaves ${name}`),
      ].join(', ');
    case 'consent':
      return `${effect.given ? 'agrees' : 'does not agree'} to ${effect.purpose} ${effect.version}`;
    case 'contact':
      return `contact.${effect.field} = ${JSON.stringify(effect.value)}`;
    case 'error':
      return `an error in block ${effect.block}: ${effect.message}`;
  }
}
