import type { FastifyReply } from 'fastify';
import type { FlowFinding } from '#flow-runs/flow-finding.ts';
import { sendProblem } from '../problem.ts';

/** More than this nobody mends at once. */
const MOST_FINDINGS = 200;

/** Answers a document that cannot be published, with everything that is wrong with it. */
export function refuseFlow(reply: FastifyReply, findings: readonly FlowFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const place = first?.line == null ? '' : `Line ${first.line}: `;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  const detail = `The flow cannot be published. ${place}${first?.message ?? ''}${more}`;
  sendProblem(reply, { status: 422, detail, findings: findings.slice(0, MOST_FINDINGS) });
}
