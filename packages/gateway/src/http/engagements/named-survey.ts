import type { Directory, Survey } from '#core/directory.ts';
import type { Refusal } from '#core/refusal.ts';
import type { Trigger } from './read-trigger.ts';

/**
 * The survey of an account that a trigger names twice, by its id and by its name. Both must be right: a client that has
 * mixed up two surveys shall hear of it before its customers do.
 */
export function namedSurvey(
  { surveys }: Directory,
  accountId: number,
  { fileName, dataFeed }: Trigger,
): Survey | Refusal {
  const survey = /^[1-9]\d{0,8}$/.test(fileName) ? surveys.get(Number(fileName)) : undefined;
  if (survey === undefined || survey.accountId !== accountId || survey.name !== dataFeed)
    return { code: '1011' };
  return survey;
}
