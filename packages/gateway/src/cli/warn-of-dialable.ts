import type { Flow } from '@ujumbe/flows';
import type pg from 'pg';
import { readFlowDocument } from '#store/admin/flows.ts';
import type { UssdAppRow } from '#store/admin/ussd-apps.ts';
import type { UssdCodeRow } from '#store/admin/ussd-codes.ts';
import { readFlowTexts } from '#store/published-flows.ts';
import type { Terminal } from './terminal.ts';

/** Tells where a code throws away what is dialled beyond it, though the flow it leads to asks what may be answered so. */
export async function warnOfDialable(
  pool: pg.Pool,
  { code, directDial }: UssdCodeRow,
  { kind, accountId, settings }: UssdAppRow,
  { errors }: Terminal,
): Promise<void> {
  if (kind !== 'flow' || directDial === 'replay') return;
  const flow = await readFlowDocument(pool, accountId, String(settings.flow), null);
  if (flow === undefined) return;
  const texts = [flow.text, ...Object.values(await readFlowTexts(pool, accountId, flow.calls))];
  const blocks = texts.flatMap((text) => Object.values((JSON.parse(text) as Flow).blocks));
  if (!blocks.some((block) => 'dialable' in block && block.dialable)) return;
  errors.write(
    `Warning: flow "${flow.name}" has questions that may be answered by what is dialled beyond ${code}, which this code throws away. Remove it and add it with --direct-dial replay.\n`,
  );
}
