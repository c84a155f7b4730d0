import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/** A flow that is shipped with the project. */
export async function shippedFlow(name: string): Promise<Record<string, unknown> & { id: string }> {
  return JSON.parse(
    await readFile(new URL(`../packages/flows/examples/${name}.json`, import.meta.url), 'utf8'),
  );
}

/** Publishes a document as the first version of its flow. @param calls versions of the flows it calls @returns the id of the flow */
export async function addFlow(
  pool: pg.Pool,
  accountId: number,
  document: { id: string },
  calls: Readonly<Record<string, number>> = {},
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `with flow as (insert into flows (account_id, name) values ($1, $2) returning id)
     insert into flow_versions (flow_id, version, document, calls) select id, 1, $3, $4 from flow returning flow_id as id`,
    [accountId, document.id, JSON.stringify(document), calls],
  );
  return (rows[0] as { id: number }).id;
}

export type SurveyOrder = {
  readonly accountId: number;
  readonly flowId: number;
  readonly sender: string;
  readonly name: string;
  readonly emails?: readonly string[];
  readonly whenOpen?: 'restart' | 'refuse';
};

/** @returns the number of the survey */
export async function addSurvey(pool: pg.Pool, order: SurveyOrder): Promise<number> {
  const { accountId, flowId, sender, name, emails = [], whenOpen = 'restart' } = order;
  const { rows } = await pool.query<{ id: number }>(
    `insert into surveys (account_id, name, flow_id, sender, emails, when_open) values ($1, $2, $3, $4, $5, $6) returning id`,
    [accountId, name, flowId, sender, emails, whenOpen],
  );
  return (rows[0] as { id: number }).id;
}
