import type { Command } from '../command.ts';
import { localFlowCommands } from '../flow/local-commands.ts';
import { publishedFlowCommands } from '../flow/published-commands.ts';

export const flowCommands: readonly Command[] = [...localFlowCommands, ...publishedFlowCommands];
