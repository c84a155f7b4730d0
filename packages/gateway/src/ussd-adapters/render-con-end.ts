import type { UssdReply } from '#core/ussd.ts';
import type { UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, textAnswer } from './answers.ts';

/** `CON …` and `END …`, as several aggregators want a screen. */
export function renderConEnd(reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  return textAnswer(`${reply.action === 'con' ? 'CON' : 'END'} ${reply.text}`);
}
