import { priorities } from '@ujumbe/flows';
import { type Static, Type } from 'typebox';
import { hideNumbers } from '#core/hide-numbers.ts';
import type { ContactRequestRow } from '#store/results/contact-requests.ts';
import { OptionalTime, Time } from '../schemas.ts';

/** Shapes of the routes of requests for contact. */

const optionalText = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

export const ContactRequest = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    response: Type.String({ format: 'uuid', description: 'The response it came of.' }),
    flow: optionalText('Null where the response is not kept any more.'),
    kind: Type.Enum(['task', 'referral'], {
      description: '`task`: for your own people. `referral`: for another organisation.',
    }),
    reference: Type.String({ description: 'What agents and callers name it by.' }),
    contact: Type.String({
      description:
        'A pseudonym; the number where `numbers` asks for it and the key has the scope `flows:write`: whoever works with a request must reach the person.',
    }),
    channel: Type.Enum(['ussd', 'sms']),
    language: Type.String(),
    queue: optionalText('As the flow says.'),
    priority: Type.Enum([...priorities]),
    summary: Type.String({ description: 'Names nobody by number where `contact` does not.' }),
    organisation: optionalText('That a referral is for.'),
    answers: Type.Record(
      Type.String(),
      Type.Object({ value: Type.Unknown(), label: Type.String() }, { additionalProperties: false }),
      { description: 'What the flow passes on.' },
    ),
    createdAt: Time,
    takenAt: OptionalTime,
  },
  { additionalProperties: false, title: 'ContactRequest' },
);

export const requestExample = {
  id: '019aa7b0-5322-7cf3-8c02-303165997da5',
  response: '019aa7b0-5322-7cf3-8c02-303165997d00',
  flow: 'support',
  kind: 'task',
  reference: 'KX4T7',
  contact: 'c4xq2mzj7kd3wvpe',
  channel: 'ussd',
  language: 'sw',
  queue: 'legal',
  priority: 'high',
  summary: 'Wants to be called back about papers',
  organisation: null,
  answers: { place: { value: 'kisumu', label: 'Kisumu' } },
  createdAt: '2026-11-21T16:30:00.335Z',
  takenAt: null,
};

/** How the reader is shown people. */
export type Shown = { readonly numbers: boolean; readonly contactOf: (msisdn: string) => string };

export function requestBody(row: ContactRequestRow, shown: Shown): Static<typeof ContactRequest> {
  const { runId, msisdn, createdAt, takenAt, numbers, summary, answers, ...request } = row;
  const told = { contact: msisdn, summary, answers };
  return {
    ...request,
    ...(shown.numbers ? told : hideNumbers(told, [msisdn, ...numbers], shown.contactOf)),
    response: runId,
    createdAt: createdAt.toISOString(),
    takenAt: takenAt?.toISOString() ?? null,
  };
}
