import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { aatXml } from './aat-xml/aat-xml.ts';
import { africastalking } from './africastalking/africastalking.ts';
import { airtelFlares } from './airtel-flares/airtel-flares.ts';
import { arkesel } from './arkesel/arkesel.ts';
import { hubtel } from './hubtel/hubtel.ts';
import { mtnMadapi } from './mtn-madapi/mtn-madapi.ts';
import { nalo } from './nalo/nalo.ts';
import { restcommXml } from './restcomm-xml/restcomm-xml.ts';
import { safaricomGet } from './safaricom-get/safaricom-get.ts';
import { parseUssdConnectorSettings } from './settings.ts';
import { telerivet } from './telerivet/telerivet.ts';
import { template } from './template/template.ts';
import { trurouteXml } from './truroute-xml/truroute-xml.ts';

/** Every dialect of USSD over HTTP that is spoken. */
export const ussdAdapters: readonly UssdAdapter[] = [
  aatXml,
  africastalking,
  airtelFlares,
  arkesel,
  hubtel,
  mtnMadapi,
  nalo,
  restcommXml,
  safaricomGet,
  telerivet,
  template,
  trurouteXml,
];

/** What is wrong with the settings of a USSD connector to be stored, in sentences; empty when nothing is. */
export function checkUssdConnectorSettings(settings: unknown): readonly string[] {
  const parsed = parseUssdConnectorSettings(ussdAdapters, settings);
  return parsed.ok ? [] : parsed.errors;
}
