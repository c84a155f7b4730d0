import type { Directory } from '#core/directory.ts';
import type { ScriptOrder, ScriptOutcome } from '#scripts/order.ts';
import type { AppAnswer, AppHop, AskApp } from './app.ts';
import { scriptSettingsOf } from './script-settings.ts';

/** Asks Cloud Scripts: a screen that wants no input ends the session. */
export function askScripts(
  run: (order: ScriptOrder) => Promise<ScriptOutcome>,
  directory: () => Directory,
): AskApp {
  return async (hop) => {
    const outcome = await run(orderOf(hop, directory().accounts.get(hop.app.accountId)?.name ?? ''));
    return answerOf(outcome);
  };
}

function orderOf({ app, session, inputs, state, withinMs }: AppHop, account: string): ScriptOrder {
  const { code, vars } = scriptSettingsOf(app.settings);
  const entry = inputs.at(-1);
  // What was dialled beyond the code is there before the script was ever asked: it begins all the same.
  const isStart = state === null || entry === undefined;
  return {
    code,
    event: isStart ? { kind: 'start' } : { kind: 'input', text: entry },
    memory: state,
    call: {
      fromNumber: `+${session.msisdn}`,
      toNumber: session.serviceCode,
      sessionId: session.id,
      network: session.network,
      startedAt: session.startedAt,
    },
    accountId: app.accountId,
    appId: app.id,
    project: { name: account, vars },
    service: { name: app.name, vars },
    deadlineMs: withinMs,
  };
}

function answerOf(outcome: ScriptOutcome): AppAnswer {
  const { logs } = outcome;
  if (outcome.kind === 'screen') {
    const { text, wantsInput, memory } = outcome;
    return {
      kind: 'reply',
      reply: { action: wantsInput ? 'con' : 'end', text },
      state: memory,
      lenient: false,
      logs,
    };
  }
  const { message, line } = outcome.detail;
  const detail = line === null ? message : `line ${line}: ${message}`;
  switch (outcome.reason) {
    case 'time':
      return { kind: 'failed', reason: 'timeout', detail, logs };
    case 'busy':
      return { kind: 'failed', reason: 'busy', detail, logs };
    default:
      return { kind: 'failed', reason: 'script', detail, logs };
  }
}
