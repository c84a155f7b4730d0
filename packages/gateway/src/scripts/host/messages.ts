import { Type } from 'typebox';
import { limits } from '../limits.ts';
import { hostCall } from './host-call.ts';
import { CallRefused } from './refusal.ts';

/** An SMS that a script wants sent. */
export type ScriptMessage = {
  readonly accountId: number;
  readonly appId: number;
  /** As the script wrote it. */
  readonly to: string;
  readonly text: string;
};

export type MessageDeps = {
  /**
   * Accepts an SMS for the account, as any other door. Resolves with its id, or with the reason why it was refused, for the
   * script's owner. Left out where scripts may send none.
   */
  readonly sendSms?: (message: ScriptMessage) => Promise<{ id: string } | { refused: string }>;
};

export const messageSend = hostCall(
  Type.Object({
    to: Type.String({ maxLength: 40 }),
    text: Type.String({ minLength: 1, maxLength: 2000 }),
  }),
  async ({ sendSms }: MessageDeps, { order, used }, message) => {
    if (sendSms === undefined) throw new CallRefused('scripts may not send SMS here');
    used.messages += 1;
    if (used.messages > limits.messagesPerRun) {
      throw new CallRefused(`a step may send ${limits.messagesPerRun} messages`);
    }
    const sent = await sendSms({ accountId: order.accountId, appId: order.appId, ...message });
    if ('refused' in sent) throw new CallRefused(sent.refused);
    return { id: sent.id, status: 'queued', to_number: message.to, content: message.text };
  },
);
