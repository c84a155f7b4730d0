import { type Flow, limits } from '@ujumbe/flows';
import type pg from 'pg';
import { describeUnstorable } from '#core/describe-unstorable.ts';
import { readFlowTexts, readNewestOutlines } from '#store/published-flows.ts';
import type { FlowFinding } from '../flow-finding.ts';
import { checkTexts } from './check-texts.ts';

/** Flows that one may call, with those that they call; and their octets, all together. */
const MOST_CALLED = 50;
const MOST_OCTETS_CALLED = 4 * 1024 * 1024;

export type Checked = {
  /** Null where it cannot be published. */
  readonly flow: Flow | null;
  readonly findings: readonly FlowFinding[];
};

export type CheckedDocument = Checked & {
  /** Versions of the flows it calls, and of those that they call: the newest there are. */
  readonly calls: Readonly<Record<string, number>>;
};

/** Reads and checks a text, here or elsewhere. `others` are the texts of the flows it calls, by name. */
export type CheckText = (
  text: string,
  others: Readonly<Record<string, string>>,
) => Checked | Promise<Checked>;

/** Checks a flow's JSON text together with what an account has published of the flows it calls. */
export async function checkDocument(
  pool: pg.Pool,
  accountId: number,
  text: string,
  check: CheckText = checkTexts,
): Promise<CheckedDocument> {
  const document = parsed(text);
  const unstorable = describeUnstorable(document);
  if (unstorable.length > 0) return refused(unstorable.map((message) => asFinding('unstorable', message)));
  const { calls, octets } = await findCalled(pool, accountId, document);
  if (Object.keys(calls).length > MOST_CALLED)
    return refused([
      asFinding('too-many-flows', `It calls more than ${MOST_CALLED} flows, with those that they call.`),
    ]);
  if (octets > MOST_OCTETS_CALLED)
    return refused([
      asFinding(
        'too-large-together',
        `The flows it calls, with those that they call, are ${octets} octets together; ${MOST_OCTETS_CALLED} are allowed.`,
      ),
    ]);
  return { ...(await check(text, await readFlowTexts(pool, accountId, calls))), calls };
}

/** Follows calls from flow to flow, each name once. That they do not go in circles is for the checks to say. */
async function findCalled(pool: pg.Pool, accountId: number, document: unknown) {
  const own = (document as { id?: unknown } | null)?.id;
  const calls: Record<string, number> = {};
  let octets = 0;
  let wanted = calledBy(document);
  for (let depth = 0; depth < limits.depth; depth += 1) {
    const names = [...new Set(wanted)].filter((name) => name !== own && !Object.hasOwn(calls, name));
    if (names.length === 0 || Object.keys(calls).length > MOST_CALLED) break;
    const found = await readNewestOutlines(pool, accountId, names.slice(0, MOST_CALLED + 1));
    for (const outline of found) {
      calls[outline.name] = outline.version;
      octets += outline.octets;
    }
    wanted = found.flatMap((outline) => outline.calls);
  }
  return { calls, octets };
}

/** Of a document nobody has looked at yet. */
function calledBy(document: unknown): string[] {
  const blocks = (document as { blocks?: unknown } | null)?.blocks;
  if (typeof blocks !== 'object' || blocks === null) return [];
  return Object.values(blocks).flatMap((block: unknown) => {
    const { kind, flow } = (block ?? {}) as { kind?: unknown; flow?: unknown };
    return kind === 'call' && typeof flow === 'string' ? [flow] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // That it is no JSON is told by the check, with its line.
    return null;
  }
}

function refused(findings: readonly FlowFinding[]): CheckedDocument {
  return { flow: null, findings, calls: {} };
}

function asFinding(code: string, message: string): FlowFinding {
  return { severity: 'error', code, path: '', line: null, message };
}
