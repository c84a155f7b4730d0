import { describe, expect, it } from 'vitest';
import { CommandId, type CommandName } from '../command-id.ts';
import { type BindMode, maySend, modeOfBind, type Role } from './bind-rules.ts';

const allowed = (sender: Role, mode: BindMode): CommandName[] =>
  (Object.keys(CommandId) as CommandName[]).filter((command) => maySend(command, sender, mode));

describe('who may send what', () => {
  it('follows the kind of bind', () => {
    expect(allowed('esme', 'rx')).toEqual([]);
    expect(allowed('smsc', 'tx')).toEqual([]);
    expect(allowed('smsc', 'rx')).toEqual(['deliver_sm', 'alert_notification', 'data_sm']);
    expect(allowed('smsc', 'trx')).toEqual(allowed('smsc', 'rx'));
    expect(allowed('esme', 'trx')).toEqual(allowed('esme', 'tx'));
    expect(allowed('esme', 'tx')).toContain('submit_sm');
    expect(allowed('esme', 'tx')).not.toContain('deliver_sm');
  });

  it('is named by the bind', () => {
    expect([
      modeOfBind('bind_transmitter'),
      modeOfBind('bind_receiver'),
      modeOfBind('bind_transceiver'),
    ]).toEqual(['tx', 'rx', 'trx']);
  });
});
