import type { ResponseRow } from '#store/results/responses.ts';
import { answerRecord, responseRecord } from './response-record.ts';
import type { Sight } from './see-numbers.ts';

/** Writes responses as JSON Lines: a response a line, or with `long` an answer a line. */
export async function* writeJsonLines(
  responses: AsyncIterable<readonly ResponseRow[]>,
  sight: Sight,
  long: boolean,
): AsyncGenerator<string> {
  for await (const batch of responses) {
    const records = long
      ? batch.flatMap((row) => answersOf(row, sight))
      : batch.map((row) => responseRecord(row, sight));
    if (records.length > 0) yield records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}

function answersOf(row: ResponseRow, sight: Sight): object[] {
  const { values: _, language, channel, ...response } = responseRecord(row, sight);
  return row.answers.map((answer) => {
    const { language: answeredIn, channel: answeredBy, ...given } = answerRecord(row, answer, sight);
    return { ...response, channel, language, ...given, answeredBy, answeredIn };
  });
}
