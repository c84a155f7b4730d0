import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Options that say for whom and for which network a route or a price is. */
export const networkOptions: Readonly<Record<'account' | 'mcc' | 'mnc', Option>> = {
  account: { value: 'ACCOUNT', says: 'Only for this account.' },
  mcc: { value: 'MCC', says: 'Only for this country, by its mobile country code such as 639.' },
  mnc: { value: 'MNC', says: 'Only for this network of the country, such as 02.' },
};

/** @throws UsageError */
export function readNetwork(args: Arguments): { mcc: string | null; mnc: string | null } {
  const mcc = args.option('mcc') ?? null;
  const mnc = args.option('mnc') ?? null;
  if (mcc !== null && !/^\d{3}$/.test(mcc))
    throw new UsageError(`--mcc must be three digits such as 639, not "${mcc}".`);
  if (mnc !== null && !/^\d{2,3}$/.test(mnc))
    throw new UsageError(`--mnc must be two or three digits such as 02, not "${mnc}".`);
  if (mnc !== null && mcc === null)
    throw new UsageError('--mnc needs --mcc, because networks of different countries share numbers.');
  return { mcc, mnc };
}
