import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { callbackCommands } from './commands/callbacks.ts';
import { dialCommand } from './commands/dial.ts';
import { doctorCommand } from './commands/doctor.ts';
import { emailCommands } from './commands/email.ts';
import { flowCommands } from './commands/flow.ts';
import { keyCommands } from './commands/key.ts';
import { migrateCommand } from './commands/migrate.ts';
import { moCommands } from './commands/mo.ts';
import { moRouteCommands } from './commands/mo-route.ts';
import { operatorCommands } from './commands/operator.ts';
import { optOutCommands } from './commands/opt-out.ts';
import { policyCommands } from './commands/policy.ts';
import { priceCommands } from './commands/price.ts';
import { resultsCommand } from './commands/results.ts';
import { routeCommands } from './commands/route.ts';
import { senderCommands } from './commands/sender.ts';
import { startCommand } from './commands/start.ts';
import { surveyCommands } from './commands/survey.ts';
import { ussdAppCommands } from './commands/ussd-app.ts';
import { ussdCodeCommands } from './commands/ussd-code.ts';
import { ussdSessionCommands } from './commands/ussd-session.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  startCommand,
  migrateCommand,
  doctorCommand,
  ...accountCommands,
  ...keyCommands,
  ...senderCommands,
  ...operatorCommands,
  ...routeCommands,
  ...priceCommands,
  ...moRouteCommands,
  ...moCommands,
  ...ussdAppCommands,
  ...ussdCodeCommands,
  ...ussdSessionCommands,
  dialCommand,
  ...flowCommands,
  ...surveyCommands,
  resultsCommand,
  ...optOutCommands,
  ...policyCommands,
  ...emailCommands,
  ...callbackCommands,
];
