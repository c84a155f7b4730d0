import type { Customer } from '../provision.ts';
import { type DatabasePlace, insertRow, withDatabase } from '../with-database.ts';
import { shippedFlow } from './engine-steps.ts';

export const surveyName = 'bench';

/** Publishes the shipped survey for the bench's customer. @returns the number of the survey */
export function addSurvey(place: DatabasePlace, { accountId, sender }: Customer): Promise<number> {
  return withDatabase(place, async (client) => {
    const document = shippedFlow('visit-nps');
    const flowId = await insertRow(
      client,
      'insert into flows (account_id, name) values ($1, $2) returning id',
      accountId,
      document.id,
    );
    await client.query('insert into flow_versions (flow_id, version, document) values ($1, 1, $2)', [
      flowId,
      JSON.stringify(document),
    ]);
    return insertRow(
      client,
      'insert into surveys (account_id, name, flow_id, sender) values ($1, $2, $3, $4) returning id',
      accountId,
      surveyName,
      flowId,
      sender,
    );
  });
}
