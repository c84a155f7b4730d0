import type { ConnectorRow } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { HandleUssd } from '#core/ussd.ts';
import { UnreadableHop, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer } from './answers.ts';
import type { SignedRequest } from './authenticate.ts';
import { findConnector, type ReadyConnector } from './find-connector.ts';

/** What became of a request of an operator. */
type OperatorRequestOutcome =
  | 'answered'
  | 'unknown token'
  | 'not authenticated'
  | 'wrong method'
  | 'unreadable'
  | 'failed';

export type OperatorDoor = {
  readonly connectors: () => ReadonlyMap<number, ConnectorRow>;
  readonly handle: HandleUssd;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Told of every request. @param connector its name; null where the token leads to none */
  readonly observe?: (outcome: OperatorRequestOutcome, connector: string | null) => void;
};

/**
 * Answers a request to `/ussd/<token>`: finds the connector, authenticates the operator, reads the hop, has it handled and
 * writes the screen in the operator's dialect. Never rejects.
 *
 * 404 for an unknown token, 403 for failed authentication, 405 for another method, 400 with a sentence for what cannot be
 * read, 500 when something of ours fails.
 * @param ip the peer, as its proxy tells where one is trusted
 */
export async function answerOperator(
  door: OperatorDoor,
  token: string,
  request: SignedRequest,
  ip: string,
): Promise<UssdHttpAnswer> {
  let connector: ReadyConnector | null = null;
  let [outcome, answer]: [OperatorRequestOutcome, UssdHttpAnswer] = ['unknown token', emptyAnswer(404)];
  try {
    connector = findConnector(door.connectors(), token, door.log);
    if (connector !== null) [outcome, answer] = await answerAs(connector, door, request, ip);
  } catch (err) {
    door.log.error({ err, connector: connector?.name }, 'a USSD request could not be answered');
    [outcome, answer] = ['failed', emptyAnswer(500)];
  }
  door.observe?.(outcome, connector?.name ?? null);
  return answer;
}

async function answerAs(
  { id, name, adapter, dialect, authenticate }: ReadyConnector,
  { handle, log }: OperatorDoor,
  request: SignedRequest,
  ip: string,
): Promise<[OperatorRequestOutcome, UssdHttpAnswer]> {
  const missing = authenticate(request, ip);
  if (missing !== null) {
    log.warn({ connector: name, ip, auth: missing }, 'a USSD request was not authenticated');
    return ['not authenticated', emptyAnswer(403)];
  }
  if (!adapter.methods.includes(request.method)) {
    return ['wrong method', { ...emptyAnswer(405), headers: { allow: adapter.methods.join(', ') } }];
  }
  try {
    const { event, render } = adapter.read(request, dialect);
    return ['answered', render(await handle(id, event))];
  } catch (error) {
    if (!(error instanceof UnreadableHop)) throw error;
    log.warn({ connector: name, ip, reason: error.message }, 'a USSD request could not be read');
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return ['unreadable', { status: 400, headers, body: error.message }];
  }
}
