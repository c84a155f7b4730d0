import { CommandStatus } from '@ujumbe/smpp';
import { InvalidInput } from '../../invalid-input.ts';

/** Reads a command_status: its name with or without `ESME_`, a number, or hex such as "0x0410". */
export function readStatus(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  if (typeof value === 'string') {
    if (/^0x[0-9a-f]{1,8}$/i.test(value)) return Number.parseInt(value.slice(2), 16);
    const names: Readonly<Record<string, number>> = CommandStatus;
    const status = names[value] ?? names[`ESME_${value}`];
    if (status !== undefined) return status;
  }
  throw new InvalidInput(field, value, 'a command status such as "ESME_RTHROTTLED", 88 or "0x0410"');
}
