import type { FastifyReply } from 'fastify';
import { describeRefusal, type Refusal } from '#core/refusal.ts';
import { sendProblem } from './problem.ts';

/**
 * Answers that a message, or a survey, cannot be sent.
 * @param fieldNames what fields are called here whose names in the compatible API are others, for which the sentences were written
 */
export function refuseMessage(
  reply: FastifyReply,
  refusal: Refusal,
  fieldNames: Readonly<Record<string, string>>,
): void {
  const renamed =
    'field' in refusal ? { ...refusal, field: fieldNames[refusal.field] ?? refusal.field } : refusal;
  const detail = describeRefusal(renamed);
  const problem = { status: statusOf(refusal), detail, code: refusal.code };
  sendProblem(
    reply,
    'field' in renamed ? { ...problem, errors: [{ field: renamed.field, message: detail }] } : problem,
    refusal.code === '1013' ? { 'retry-after': '1' } : {},
  );
}

function statusOf(refusal: Refusal): number {
  switch (refusal.code) {
    case '1006':
      return 402;
    case '1012':
      return 409;
    case '1013':
      return 503;
    case '1099':
      return 500;
    default:
      return 422;
  }
}
