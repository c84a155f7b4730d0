import { expectAcknowledged, expectEcho, expectField, readJsonObject } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postJson } from './requests.ts';
import { bareCode } from './service-code.ts';

export interface HubtelOptions {
  /** The subscriber's network, default `mtn`. */
  operator?: string;
  /** As registered, without `*` in front and `#` behind; default: what was dialled. */
  serviceCode?: string;
  /** `Initiation` instead of `initiation`, as some of its versions write. */
  capitals?: boolean;
  /** Sent as `Platform` where given. */
  platform?: string;
}

/** Numbers its requests and gives back the ClientState of the last answer. */
export const hubtel: Dialect = {
  id: 'hubtel',
  summary: 'Hubtel programmable services: JSON posts with Type, Sequence and ClientState.',
  example: { operator: 'mtn', serviceCode: '123*12' },
  start(value, field, url) {
    const options = readOptions(value, field, ['operator', 'serviceCode', 'capitals', 'platform']);
    const settings: Settings = {
      url,
      operator: options.text('operator', 'a network such as "mtn"', 'mtn'),
      serviceCode: options.text('serviceCode', 'a code such as "123*12"', undefined),
      capitals: options.flag('capitals', false),
      platform: options.text('platform', 'a platform such as "USSD"', undefined),
    };
    return (call) => open(call, settings);
  },
};

interface Settings {
  url: string;
  operator: string;
  serviceCode: string | undefined;
  capitals: boolean;
  platform: string | undefined;
}

type HopType = 'initiation' | 'response' | 'release' | 'timeout';

function open(call: Call, { url, operator, serviceCode, capitals, platform }: Settings): Dialogue {
  const sessionId = call.number.toString(16);
  let sequence = 0;
  let clientState = '';
  const hop = (type: HopType, message: string) => {
    sequence += 1;
    return postJson(url, {
      Type: capitals ? `${type.charAt(0).toUpperCase()}${type.slice(1)}` : type,
      Mobile: call.msisdn,
      SessionId: sessionId,
      ServiceCode: serviceCode ?? bareCode(call.dialled),
      Message: message,
      Operator: operator,
      Sequence: String(sequence),
      ClientState: clientState,
      ...(platform === undefined ? {} : { Platform: platform }),
    });
  };
  return {
    begin: () => hop('initiation', call.dialled),
    answer: (text) => hop('response', text),
    end: (reason) => hop(reason === 'timeout' ? 'timeout' : 'release', ''),
    read: (answer) => {
      const screen = readAnswer(answer, sessionId);
      clientState = screen.clientState;
      return { text: screen.text, open: screen.open };
    },
    readEnd: expectAcknowledged,
  };
}

function readAnswer(answer: FrontAnswer, sessionId: string) {
  const body = readJsonObject(answer);
  expectEcho(body, { SessionId: sessionId });
  const type = expectField(body, 'Type', 'string').toLowerCase();
  if (type !== 'response' && type !== 'release') {
    throw new RefusedAnswer(`The answer's Type is ${type}, expected response or release.`);
  }
  const clientState = body.ClientState === undefined ? '' : expectField(body, 'ClientState', 'string');
  return { text: expectField(body, 'Message', 'string'), open: type === 'response', clientState };
}
