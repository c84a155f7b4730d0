import type { Account } from '#core/directory.ts';
import type { DlrFacts, MoFacts } from './job.ts';
import { dlrBody } from './payloads/dlr.ts';
import { moBody } from './payloads/mo.ts';
import { signatureHeaders } from './sign.ts';

export type CallbackRequest = { readonly headers: string[]; readonly body: string };

const HEADERS = ['content-type', 'application/json', 'user-agent', 'Ujumbe'];

/**
 * Writes one attempt of a callback. The body is the same at every attempt; what is new goes into headers.
 * @throws RangeError when the state of a message is not final
 */
export function composeRequest(
  facts: DlrFacts | MoFacts,
  account: Account | undefined,
  writeTime: (ms: number) => string,
  nowMs: number,
): CallbackRequest {
  const body =
    facts.kind === 'dlr'
      ? dlrBody(facts, writeTime)
      : moBody(facts, account?.settings.nullStyle ?? 'string', writeTime);
  const secrets = account?.callbackSecrets ?? [];
  if (secrets.length === 0) return { headers: HEADERS, body };
  return { headers: [...HEADERS, ...signatureHeaders(facts.subjectId, body, nowMs, secrets)], body };
}
