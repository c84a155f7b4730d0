import { type AatXmlOptions, aatXml } from './aat-xml.ts';
import { type AfricasTalkingOptions, africastalking } from './africastalking.ts';
import { type AirtelFlaresOptions, airtelFlares } from './airtel-flares.ts';
import { type ArkeselOptions, arkesel } from './arkesel.ts';
import type { Dialect } from './dialect.ts';
import { type HubtelOptions, hubtel } from './hubtel.ts';
import { type MtnMadapiOptions, mtnMadapi } from './mtn-madapi.ts';
import { type NaloOptions, nalo } from './nalo.ts';
import { type RestcommXmlOptions, restcommXml } from './restcomm-xml.ts';
import { type SafaricomGetOptions, safaricomGet } from './safaricom-get.ts';
import { type TelerivetOptions, telerivet } from './telerivet.ts';
import { type TemplateOptions, template } from './template.ts';
import { type TruRouteXmlOptions, truRouteXml } from './truroute-xml.ts';

/** Every operator that asks over HTTP. A new one is its file and two lines here. */
export const dialects: readonly Dialect[] = [
  africastalking,
  safaricomGet,
  airtelFlares,
  mtnMadapi,
  truRouteXml,
  aatXml,
  hubtel,
  arkesel,
  nalo,
  restcommXml,
  telerivet,
  template,
];

/** Options by dialect, for those who write them in code. */
export interface DialectOptions {
  africastalking: AfricasTalkingOptions;
  'safaricom-get': SafaricomGetOptions;
  'airtel-flares': AirtelFlaresOptions;
  'mtn-madapi': MtnMadapiOptions;
  'truroute-xml': TruRouteXmlOptions;
  'aat-xml': AatXmlOptions;
  hubtel: HubtelOptions;
  arkesel: ArkeselOptions;
  nalo: NaloOptions;
  'restcomm-xml': RestcommXmlOptions;
  telerivet: TelerivetOptions;
  template: TemplateOptions;
}
