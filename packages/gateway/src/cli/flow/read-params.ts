import type { Arguments } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';

/** What `--param NAME=VALUE` says, each. @throws UsageError */
export function readParams(args: Arguments): Record<string, string> {
  const params = args.many('param').map((pair) => {
    const match = /^([A-Za-z][A-Za-z0-9_]{0,62})=(.*)$/s.exec(pair);
    if (match === null) throw new UsageError(`--param "${pair}" must be written NAME=VALUE.`);
    return [match[1] as string, match[2] as string];
  });
  return Object.fromEntries(params);
}
