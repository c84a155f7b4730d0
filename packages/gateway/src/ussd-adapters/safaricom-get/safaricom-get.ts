import { Type } from 'typebox';
import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { boundedMsisdn, boundedName, boundedText } from '../bounded.ts';
import { fieldsOf } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { renderConEnd } from '../render-con-end.ts';

/**
 * The older gateway of Safaricom Kenya: everything in the query. DEST is the code without star and hash, USSD_PARAMS what was
 * dialled beyond it and everything typed since, joined by `*`.
 */
export const safaricomGet: UssdAdapter = {
  id: 'safaricom-get',
  methods: ['GET'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ query }) => {
    const fields = fieldsOf(query);
    return {
      event: {
        kind: 'accumulated',
        session: boundedName('session', fields.text('SESSION_ID'), 'SESSION_ID'),
        msisdn: boundedMsisdn(fields.text('ORIG'), 'ORIG'),
        step: null,
        network: null,
        serviceCode: readDialled(fields.text('DEST'), 'DEST'),
        text: boundedText('inputs', fields.text('USSD_PARAMS') ?? '', 'USSD_PARAMS'),
      },
      render: renderConEnd,
    };
  },
};
