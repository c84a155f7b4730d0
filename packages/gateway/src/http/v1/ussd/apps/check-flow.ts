import type { UssdApp } from '#core/directory.ts';
import { readFlowRow } from '#store/admin/flows.ts';
import type { HttpDeps } from '../../../deps.ts';
import { WrongField } from '../../wrong-field.ts';

/** @throws WrongField for an application that is a flow nobody has published */
export async function checkFlowOf(
  kind: UssdApp['kind'],
  settings: Readonly<Record<string, unknown>>,
  accountId: number,
  { pool }: HttpDeps,
): Promise<void> {
  if (kind !== 'flow') return;
  const name = String(settings.flow);
  if ((await readFlowRow(pool, accountId, name)) === undefined)
    throw new WrongField('settings.flow', `"${name}" is no published flow of yours`);
}
