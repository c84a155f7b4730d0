import { numberOf } from '../load-target.ts';

/** What the bench's subscribers dial. */
export const serviceCode = '*384*96#';

/** What is typed after dialling, by one subscriber. Everyone gives another name, so that no session passes for another. */
function entriesOf(session: number): readonly string[] {
  return ['1', `Amina ${session}`, '2'];
}

/** Hops of a session: dialling, and one for each entry. */
export const hopsOfSession = entriesOf(0).length + 1;

/** The subscriber of a session, as E.164 digits. */
export function msisdnOf(session: number): string {
  return String(numberOf(session));
}

/** Everything typed up to a hop, joined by `*` as operators and applications are told; '' at the first hop, which is 0. */
export function inputAt(session: number, hop: number): string {
  return entriesOf(session).slice(0, hop).join('*');
}

/** What is typed at a hop; null where the subscriber dials. */
export function entryAt(session: number, hop: number): string | null {
  return hop === 0 ? null : (entriesOf(session)[hop - 1] ?? null);
}

/** The application's answer at a hop, up to its own time, which it writes after it in microseconds. */
export function screenAt(session: number, hop: number): string {
  switch (hop) {
    case 0:
      return 'CON Karibu, Clinic of the Lake\n1. Ask for an appointment\n2. My appointments\n3. Talk to a nurse\n00. Leave\nt=';
    case 1:
      return 'CON Who is the patient? Write the name as it stands on the card.\n0. Back\nt=';
    case 2:
      return `CON Appointment for Amina ${session}\n1. Tuesday 10:30\n2. Thursday 14:00\n0. Back\nt=`;
    default:
      return `END Thank you, Amina ${session}. Thursday 14:00 is yours, an SMS will remind you.\nt=`;
  }
}
