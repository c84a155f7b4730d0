import { randomUUID } from 'node:crypto';
import { expectField, readJsonObject } from './answers.ts';
import { type Call, type Dialect, type Dialogue, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postJson } from './requests.ts';

export interface TelerivetOptions {
  /** Bearer secret the proxy script was given, default `secret`. */
  secret?: string;
  /** The Telerivet project, default `PJ0123456789abcdef`. */
  project?: string;
}

/** Asks as the proxy script in a Telerivet project does: one JSON post for each step, with what was typed. */
export const telerivet: Dialect = {
  id: 'telerivet',
  summary: 'The proxy script of a Telerivet project: JSON posts with session, step and input.',
  example: { secret: 'secret', project: 'PJ0123456789abcdef' },
  start(value, field, url) {
    const options = readOptions(value, field, ['secret', 'project']);
    const secret = options.text('secret', 'the bearer secret', 'secret');
    const project = options.text('project', "a project's id", 'PJ0123456789abcdef');
    return (call) => open(call, url, secret, project);
  },
};

function open(call: Call, url: string, secret: string, project: string): Dialogue {
  const session = randomUUID();
  let step = 0;
  const hop = (input: string | null) => {
    step += 1;
    const from = `+${call.msisdn}`;
    const request = postJson(url, { v: 1, session, step, from, to: call.dialled, input, project });
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${secret}` } };
  };
  return {
    begin: () => hop(null),
    answer: hop,
    end: () => null,
    read: (answer) => {
      const body = readJsonObject(answer);
      const action = expectField(body, 'action', 'string');
      if (action !== 'continue' && action !== 'end') {
        throw new RefusedAnswer(`The answer's action is ${action}, expected continue or end.`);
      }
      return { text: expectField(body, 'text', 'string'), open: action === 'continue' };
    },
  };
}
