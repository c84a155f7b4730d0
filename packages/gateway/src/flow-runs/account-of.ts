import type { Account } from '#core/directory.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';

/**
 * The account of a run, which may be suspended.
 * @throws Error when this node has not heard of it yet: the run waits
 */
export function accountOf(deps: Pick<FlowRunsDeps, 'directory'>, run: Pick<RunRow, 'accountId'>): Account {
  const account = deps.directory().accounts.get(run.accountId);
  if (account === undefined) throw new Error(`Account ${run.accountId} is not known here yet.`);
  return account;
}
