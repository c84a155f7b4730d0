import type { UssdPush } from '#core/connector.ts';
import type { UssdReply } from '#core/ussd.ts';
import type { Conversation, Dialling, HopLimits } from './conversation.ts';

/** Who shall be asked, and by which code's application. */
export type PushDialling = Required<Pick<Dialling, 'msisdn' | 'dialled' | 'reach'>>;

/** What became of a session that we began. */
export type Pushed =
  | { readonly kind: 'shown'; readonly sessionId: string; readonly reply: UssdReply }
  /** The code leads to no application that may be used. */
  | { readonly kind: 'no-application' }
  /** The application failed; nothing was shown. */
  | { readonly kind: 'no-screen'; readonly sessionId: string }
  /** This operator shows nothing that nobody asked for, or not now; `why` is a sentence. */
  | { readonly kind: 'not-possible'; readonly why: string }
  /** The operator did not take it; `why` is a sentence. */
  | { readonly kind: 'not-shown'; readonly sessionId: string; readonly why: string };

/** Asks the application and shows its first screen: one to be answered, or one that is only read. */
export async function pushSession(
  conversation: Conversation,
  { push, connectorId, msisdn, dialled, reach }: PushDialling & { connectorId: number; push: UssdPush },
  limits: HopLimits,
): Promise<Pushed> {
  const mark = { step: null, operatorText: null };
  const key = { connectorId, operatorSession: push.session };
  const begun = await conversation.begin(
    { ...key, msisdn, dialled, reach, network: null, entries: [], mark, pushed: true },
    limits,
  );
  if (begun === 'begun elsewhere')
    return { kind: 'not-possible', why: 'The operator is at a session of that name.' };
  const { reply, session, failed } = begun;
  if (session === null) return { kind: 'no-application' };
  const { id: sessionId } = session;
  if (failed) return { kind: 'no-screen', sessionId };
  try {
    await push.show(reply.action === 'con' ? 'request' : 'notify', reply.text);
    return { kind: 'shown', sessionId, reply };
  } catch (error) {
    await conversation.cutShort(session, 'network');
    return { kind: 'not-shown', sessionId, why: (error as Error).message };
  }
}
