import type { Channel, Value } from '@ujumbe/flows';
import type { RunOutcome } from '#store/flow-runs.ts';
import type { AnswerRow, ResponseRow } from '#store/results/responses.ts';
import { statusOf } from './response-columns.ts';
import { contactOf, type Sight, seenAnswer } from './see-numbers.ts';

/** A response as programs read it. */
export type ResponseRecord = {
  readonly id: string;
  readonly contact: string;
  readonly flow: string;
  readonly version: number;
  readonly survey: string | null;
  readonly channel: Channel;
  readonly language: string;
  readonly status: 'complete' | 'partial';
  readonly outcome: RunOutcome | null;
  readonly reference: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** What was answered, by the name of the answer. */
  readonly values: Readonly<Record<string, Value>>;
};

/** An answer as programs read it. */
export type AnswerRecord = {
  readonly question: string;
  readonly kind: string;
  readonly value: Value;
  readonly label: string;
  readonly entered: string;
  readonly channel: Channel;
  readonly language: string;
  readonly askedAt: string;
  readonly answeredAt: string;
};

export function responseRecord(row: ResponseRow, sight: Sight): ResponseRecord {
  const { id, flow, version, survey, channel, language, outcome, reference, startedAt, endedAt } = row;
  return {
    id,
    contact: contactOf(row, sight),
    flow,
    version,
    survey,
    channel,
    language,
    status: statusOf(row),
    outcome,
    reference,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    values: Object.fromEntries(
      row.answers.map((answer) => [answer.name, seenAnswer(row, answer, sight).value]),
    ),
  };
}

export function answerRecord(row: ResponseRow, answer: AnswerRow, sight: Sight): AnswerRecord {
  const seen = seenAnswer(row, answer, sight);
  return {
    question: seen.name,
    kind: seen.kind,
    value: seen.value,
    label: seen.label,
    entered: seen.raw,
    channel: seen.channel,
    language: seen.language,
    askedAt: seen.askedAt.toISOString(),
    answeredAt: seen.answeredAt.toISOString(),
  };
}
