import type { Command } from '../command.ts';
import { exchangeCommands } from '../flow/exchange-commands.ts';
import { localFlowCommands } from '../flow/local-commands.ts';
import { publishedFlowCommands } from '../flow/published-commands.ts';

export const flowCommands: readonly Command[] = [
  ...localFlowCommands,
  ...exchangeCommands,
  ...publishedFlowCommands,
];
