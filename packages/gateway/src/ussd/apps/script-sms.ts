import { type Accept, lane } from '#core/accept.ts';
import type { Directory } from '#core/directory.ts';
import { describeRefusal } from '#core/refusal.ts';
import type { ScriptMessage } from '#scripts/host/messages.ts';
import { scriptSettingsOf } from './script-settings.ts';

/** Accepts what scripts send as any other door does: for their account, at its price, under the application's sender. */
export function smsOfScripts(
  directory: () => Directory,
  accept: Accept,
): (message: ScriptMessage) => Promise<{ id: string } | { refused: string }> {
  return async ({ accountId, appId, to, text }) => {
    const { accounts, ussdApps } = directory();
    const account = accounts.get(accountId);
    const app = ussdApps.get(appId);
    const from = app && scriptSettingsOf(app.settings).sender;
    if (account === undefined || from === undefined) {
      return {
        refused: 'the application has no sender: set one, as in "ujumbe ussd-app set NAME --set sender=…"',
      };
    }
    const request = {
      from,
      to,
      text,
      refId: '',
      linkId: null,
      flash: false,
      lane: lane.urgent,
      validityMinutes: null,
    };
    const [result] = await accept(account, [request], null);
    if (result === undefined) throw new Error('a request was accepted without a result');
    return result.accepted ? { id: result.messageId } : { refused: describeRefusal(result.refusal) };
  };
}
