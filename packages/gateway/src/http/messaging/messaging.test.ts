import { type HttpCase, runHttpCases } from '../../../test/http-cases.ts';
import checkbalance from './checkbalance.cases.json' with { type: 'json' };
import sendbatch from './sendbatch.cases.json' with { type: 'json' };
import sendsms from './sendsms.cases.json' with { type: 'json' };

runHttpCases('sendsms', sendsms as unknown as HttpCase[], '/api/messaging/sendsms');
runHttpCases('sendbatch', sendbatch as unknown as HttpCase[], '/api/messaging/sendbatch');
runHttpCases('checkbalance', checkbalance as unknown as HttpCase[], '/api/messaging/checkbalance');
