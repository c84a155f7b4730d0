import type { UssdApp } from '#core/directory.ts';
import type { UssdReply } from '#core/ussd.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import type { AppAnswer } from './apps/app.ts';
import { type OwnText, ownText } from './own-texts.ts';
import { fitScreen, type Screen } from './screen.ts';

/** What is shown for an application's answer. */
export type AppScreen = {
  readonly reply: UssdReply;
  /** Further pages, and what comes with the last of them. */
  readonly pages: readonly string[];
  readonly lastAction: UssdReply['action'];
  /** How the application fared: `ok`, `lenient`, or why there is an apology. */
  readonly outcome: string;
  readonly overrun: Screen['overrun'];
  /** Whether there is an apology. */
  readonly failed: boolean;
};

/** Fits what an application says to the operator; where it says nothing that can be shown, an apology. */
export function appScreen(answer: AppAnswer, app: UssdApp, profile: UssdProfile): AppScreen {
  if (answer.kind === 'failed') return apologyFor(app, profile, answer.reason, 'no');
  const { action, text } = answer.reply;
  const said = text === '' ? wordOf(app, 'goodbye') : text;
  const screen = fitScreen(said, profile, ownText('more', app.language));
  if (screen.overrun === 'refused') return apologyFor(app, profile, 'overlong', 'refused');
  return {
    reply: { action: screen.pages.length > 0 ? 'con' : action, text: screen.text },
    pages: screen.pages,
    lastAction: action,
    outcome: answer.lenient ? 'lenient' : 'ok',
    overrun: screen.overrun,
    failed: false,
  };
}

/** A last screen of ours: whatever the operator's profile says of long ones, the beginning of it is shown. */
export function ownScreen(text: string, profile: UssdProfile): UssdReply {
  return { action: 'end', text: fitScreen(text, { ...profile, overflow: 'cut' }, '').text };
}

function apologyFor(
  app: UssdApp,
  profile: UssdProfile,
  outcome: string,
  overrun: Screen['overrun'],
): AppScreen {
  const reply = ownScreen(wordOf(app, 'unavailable'), profile);
  return { reply, pages: [], lastAction: 'end', outcome, overrun, failed: true };
}

/** The application's own wording, else ours in its language. */
function wordOf({ settings, language }: UssdApp, which: Extract<OwnText, 'unavailable' | 'goodbye'>): string {
  const own = settings[which];
  return typeof own === 'string' ? own : ownText(which, language);
}
