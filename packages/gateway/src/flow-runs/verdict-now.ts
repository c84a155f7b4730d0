import type { ContactKind, ContactVerdict, SenderPurpose } from '#policy/judge-contact.ts';
import { policyOf } from '#policy/policy-of.ts';
import { purposeOf } from '#policy/purpose-of.ts';
import { networkOf } from '#routing/number-plan.ts';
import type { RunRow } from '#store/flow-runs.ts';
import { accountOf } from './account-of.ts';
import type { FlowRunsDeps } from './deps.ts';
import { senderOf } from './sender-of.ts';
import { verdictFor } from './timers.ts';

/** Whether the person of a run may be written to now, without having asked for it just then. */
export function verdictNow(deps: FlowRunsDeps, run: RunRow, what: ContactKind): ContactVerdict {
  const policy = policyOf(networkOf(run.msisdn).country);
  return verdictFor({ run, policy, sender: purposeOfRun(deps, run) }, what, deps.clock.now());
}

/** What the sender of a run's messages is for. */
export function purposeOfRun(deps: Pick<FlowRunsDeps, 'directory'>, run: RunRow): SenderPurpose {
  const account = accountOf(deps, run);
  return purposeOf(account, senderOf(deps.directory(), account, run));
}
