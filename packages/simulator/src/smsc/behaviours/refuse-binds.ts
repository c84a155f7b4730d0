import { InvalidInput } from '../../invalid-input.ts';
import { readInteger, readObject, readText } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';
import { readStatus } from './status.ts';

/** Refuses the next `times` binds (all while set, when left out) with `status`, default ESME_RBINDFAIL. */
export interface RefuseBindsSetting {
  times?: number;
  status?: string | number;
  /** Only binds of this system_id. */
  systemId?: string;
}

export const refuseBinds: Behaviour = {
  name: 'refuseBinds',
  summary: 'Refuses binds, the next n or all, with an error code.',
  example: { times: 3, status: 'ESME_RALYBND' },
  scope: 'global',
  start(setting, field) {
    const input = readObject(setting, field, ['times', 'status', 'systemId']);
    const status = readStatus(input.status ?? 'ESME_RBINDFAIL', `${field}.status`);
    if (status === 0) throw new InvalidInput(`${field}.status`, input.status, 'an error, not ESME_ROK');
    const only =
      input.systemId === undefined ? null : readText(input.systemId, `${field}.systemId`, 'a system_id');
    let left =
      input.times === undefined
        ? Number.POSITIVE_INFINITY
        : readInteger(input.times, `${field}.times`, 1, 1_000_000_000);
    return {
      onBind(systemId) {
        if (left <= 0 || (only !== null && only !== systemId)) return 0;
        left -= 1;
        return status;
      },
    };
  },
};
