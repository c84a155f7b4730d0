import type { Entry, Transcript, Turn } from './play.ts';

/** A transcript for people at a terminal: `<` is what the phone shows, `>` what was entered, `*` what else came of it. */
export function writeTranscript({ turns, state }: Transcript): string {
  const lines = turns.flatMap(({ entry, shown, effects }) => [
    ...(entry === null ? [] : [`> ${describeEntry(entry)}`, '']),
    ...describeEffects(effects.filter(({ kind }) => kind !== 'end')),
    ...shown.flatMap((text) => [...text.split('\n').map((line) => `< ${line}`), '']),
    ...describeEffects(effects.filter(({ kind }) => kind === 'end')),
  ]);
  const waits = state.wait === null ? [] : ['The conversation is still open.', ''];
  return [...lines, ...waits].join('\n');
}

function describeEntry(entry: Entry): string {
  if (typeof entry === 'string') return entry;
  if ('comesBack' in entry) return `(comes back, on ${entry.comesBack.toUpperCase()})`;
  return entry.silence === 'remind' ? '(says nothing, and is reminded)' : '(says nothing any more)';
}

function describeEffects(effects: Turn['effects']): readonly string[] {
  return effects.flatMap((effect) => {
    const line = describeEffect(effect);
    return line === null ? [] : [`* ${line}`, ''];
  });
}

/** What a step asks of the world beside what is shown, in words; null for what only counts. */
export function describeEffect(effect: Turn['effects'][number]): string | null {
  switch (effect.kind) {
    case 'asked':
      return null;
    case 'restart':
      return 'begins again: the answers before count no more';
    case 'withdrawn':
      return `no longer counts: ${effect.names.join(', ')}`;
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
