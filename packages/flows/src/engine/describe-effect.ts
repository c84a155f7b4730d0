import type { Effect } from './effect.ts';

/** What a step asks of the world beside what is shown, in words; null for what only counts. */
export function describeEffect(effect: Exclude<Effect, { kind: 'show' }>): string | null {
  switch (effect.kind) {
    case 'asked':
      return null;
    case 'restart':
      return 'begins again: the answers before count no more';
    case 'withdrawn':
      return `no longer counts: ${effect.names.join(', ')}`;
    case 'unrequested':
      return `no longer asked of people: ${effect.blocks.join(', ')}`;
    case 'answer':
      return `${effect.name} = ${JSON.stringify(effect.value)}`;
    case 'sms':
      return `SMS to ${effect.to}: ${effect.text}`;
    case 'http':
      return `${effect.call.method} ${effect.call.url}`;
    case 'task':
      return `task of ${effect.priority} priority${effect.queue === null ? '' : ` for ${effect.queue}`}: ${effect.summary}`;
    case 'referral':
      return `referral to ${effect.organisation}: ${Object.keys(effect.answers).join(', ')}`;
    case 'group':
      return `groups: ${[...effect.join.map((name) => `joins ${name}`), ...effect.leave.map((name) => `leaves ${name}`)].join(', ')}`;
    case 'consent':
      return `consent to ${effect.purpose} (${effect.version}): ${effect.given ? 'given' : 'refused'}`;
    case 'contact':
      return `contact.${effect.field} = ${JSON.stringify(effect.value)}`;
    case 'error':
      return `error at ${effect.block}: ${effect.message}`;
    case 'end':
      return `end: ${effect.outcome}`;
  }
}
