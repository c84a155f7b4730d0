import { type AnsweredName, CommandId, type CommandName, type ResponseName } from '../command-id.ts';

const names = new Map<CommandName, ResponseName>();
for (const command of Object.keys(CommandId) as CommandName[]) {
  const response = `${command}_resp`;
  if (response in CommandId) names.set(command, response as ResponseName);
}

/** The command that answers this one; undefined for outbind, alert_notification and responses. */
export function responseName(command: AnsweredName): ResponseName;
export function responseName(command: CommandName): ResponseName | undefined;
export function responseName(command: CommandName): ResponseName | undefined {
  return names.get(command);
}
