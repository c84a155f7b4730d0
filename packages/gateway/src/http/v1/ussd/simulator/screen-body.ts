import { type Static, Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';

/** Shapes of the routes of the simulator. */

export const SessionName = Type.String({
  pattern: '^\\d{1,9}-[A-Za-z0-9_-]{22}$',
  description: '`session` of the answer to dial.',
});

export const Screen = Type.Object(
  {
    session: SessionName,
    step: Type.String({ description: 'What this hop is known by.' }),
    action: Type.Enum(['con', 'end'], {
      description: '`con` waits for an answer, `end` closes the session.',
    }),
    text: Type.String({ description: 'What a handset would show.' }),
  },
  { additionalProperties: false, title: 'UssdScreen' },
);

export const screenExample = {
  session: '0-Jx0r1pXbq3nVYw5TqkE2Aw',
  step: '8f6a5b1c2d3e4f50',
  action: 'con',
  text: 'Find a clinic\n1. Near me\n2. By name',
};

export function screenBody(session: string, step: string, reply: UssdReply | null): Static<typeof Screen> {
  if (reply === null) throw new Error('A hop that is no end was not answered.');
  return { session, step, action: reply.action, text: reply.text };
}
