import type { Channel, Value } from '@ujumbe/flows';
import type pg from 'pg';

/** A question that was put, or its answer. */
export type AnswerChange =
  | { readonly kind: 'asked'; readonly name: string; readonly block: string; readonly blockKind: string }
  | {
      readonly kind: 'answered';
      readonly name: string;
      readonly block: string;
      readonly blockKind: string;
      readonly value: Value;
      readonly label: string;
      readonly raw: string;
    };

export type AnswersOf = {
  readonly runId: string;
  readonly channel: Channel;
  readonly language: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** Notes questions and answers of one step, in order. A question that is put again keeps its answer until there is another. */
export async function saveAnswers(
  client: Pick<pg.PoolClient, 'query'>,
  { runId, channel, language, at }: AnswersOf,
  changes: readonly AnswerChange[],
): Promise<void> {
  const time = new Date(at);
  for (const change of changes) {
    if (change.kind === 'asked') {
      await client.query({
        name: 'save_flow_question',
        text: `insert into flow_answers (run_id, name, block, kind, position, asked_at, channel, language)
               select $1, $2, $3, $4, count(*), $5, $6, $7 from flow_answers where run_id = $1
               on conflict (run_id, name) do nothing`,
        values: [runId, change.name, change.block, change.blockKind, time, channel, language],
      });
      continue;
    }
    await client.query({
      name: 'save_flow_answer',
      text: `insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value, label, raw)
             select $1, $2, $3, $4, count(*), $5, $5, $6, $7, $8, $9, $10 from flow_answers where run_id = $1
             on conflict (run_id, name) do update set block = $3, kind = $4, answered_at = $5, channel = $6, language = $7,
               value = $8, label = $9, raw = $10`,
      values: [
        runId,
        change.name,
        change.block,
        change.blockKind,
        time,
        channel,
        language,
        JSON.stringify(change.value),
        change.label,
        change.raw,
      ],
    });
  }
}

/** Forgets what was asked and answered in a run: these names, or everything for null. */
export async function forgetAnswers(
  client: Pick<pg.PoolClient, 'query'>,
  runId: string,
  names: readonly string[] | null,
): Promise<void> {
  await client.query(
    'delete from flow_answers where run_id = $1 and ($2::text[] is null or name = any($2))',
    [runId, names],
  );
}
