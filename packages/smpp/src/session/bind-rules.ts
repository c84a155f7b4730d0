import type { BindName, CommandName } from '../command-id.ts';

/** Which way messages may go on a bound session: from the ESME (tx), to it (rx), both (trx). */
export type BindMode = 'tx' | 'rx' | 'trx';
export type Role = 'esme' | 'smsc';

const fromEsme: ReadonlySet<CommandName> = new Set([
  'submit_sm',
  'submit_multi',
  'data_sm',
  'query_sm',
  'cancel_sm',
  'replace_sm',
  'broadcast_sm',
  'query_broadcast_sm',
  'cancel_broadcast_sm',
]);

const fromSmsc: ReadonlySet<CommandName> = new Set(['deliver_sm', 'data_sm', 'alert_notification']);

/** Whether a message request may go out from `sender` under this bind (SMPP 3.4 table 2-1). */
export function maySend(command: CommandName, sender: Role, mode: BindMode): boolean {
  return sender === 'esme' ? mode !== 'rx' && fromEsme.has(command) : mode !== 'tx' && fromSmsc.has(command);
}

export function modeOfBind(command: BindName): BindMode {
  switch (command) {
    case 'bind_transmitter':
      return 'tx';
    case 'bind_receiver':
      return 'rx';
    case 'bind_transceiver':
      return 'trx';
  }
}
