import { KitProcess } from '../kit-process.ts';
import type { AppCommands } from './app.ts';
import type { SessionLoadCommands } from './load.ts';
import type { UssdSubjectName } from './subject.ts';

/** What surrounds the measured subject: the operator with its subscribers, and the application. One process each. */
export type UssdKit = {
  load: KitProcess<SessionLoadCommands>;
  app: KitProcess<AppCommands>;
  appPort: number;
  /** Sessions each subject has carried so far: its next round begins its numbers here. */
  sessionsPlayed: Record<UssdSubjectName, number>;
};

export async function startUssdKit(): Promise<UssdKit> {
  const load = new KitProcess<SessionLoadCommands>('./ussd/load.ts');
  const app = new KitProcess<AppCommands>('./ussd/app.ts');
  return { load, app, appPort: await app.call('listen'), sessionsPlayed: { gateway: 0, proxy: 0 } };
}

export async function stopUssdKit({ load, app }: UssdKit): Promise<void> {
  await Promise.all([load.stop(), app.stop()]);
}
