import { checkText, type Flow, limits, readFlow } from '@ujumbe/flows';
import type pg from 'pg';
import { describeUnstorable } from '#core/describe-unstorable.ts';
import { readNewestFlows } from '#store/admin/flows.ts';
import type { FlowFinding } from './flow-finding.ts';

/** Octets of a document. */
export const documentOctets = 512 * 1024;

export type CheckedDocument = {
  /** Null where it cannot be published. */
  readonly flow: Flow | null;
  readonly findings: readonly FlowFinding[];
  /** Versions of the flows it calls, and of those that they call: the newest there are. */
  readonly calls: Readonly<Record<string, number>>;
};

/** Checks a flow's JSON text together with what an account has published of the flows it calls. */
export async function checkDocument(
  pool: pg.Pool,
  accountId: number,
  text: string,
): Promise<CheckedDocument> {
  const read = readFlow(text);
  if ('findings' in read) return { flow: null, findings: read.findings, calls: {} };
  const unstorable = describeUnstorable(read.flow).map(asFinding);
  if (unstorable.length > 0) return { flow: null, findings: unstorable, calls: {} };
  const { others, calls } = await readCalled(pool, accountId, read.flow);
  return { ...checkText(text, others), calls };
}

/** Follows calls from flow to flow, each name once. That they do not go in circles is for the checks to say. */
async function readCalled(pool: pg.Pool, accountId: number, flow: Flow) {
  const others: Record<string, Flow> = {};
  const calls: Record<string, number> = {};
  let wanted = calledBy(flow);
  for (let depth = 0; wanted.length > 0 && depth < limits.depth; depth += 1) {
    const found = await readNewestFlows(pool, accountId, wanted);
    for (const { name, version, document } of found) {
      others[name] = document;
      calls[name] = version;
    }
    wanted = found
      .flatMap(({ document }) => calledBy(document))
      .filter((name) => name !== flow.id && !Object.hasOwn(others, name));
  }
  return { others, calls };
}

function calledBy(flow: Flow): string[] {
  const called = Object.values(flow.blocks).flatMap((block) => (block.kind === 'call' ? [block.flow] : []));
  return [...new Set(called)].filter((name) => name !== flow.id);
}

function asFinding(message: string): FlowFinding {
  return { severity: 'error', code: 'unstorable', path: '', line: null, message };
}
