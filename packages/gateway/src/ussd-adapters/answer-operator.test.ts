import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorRow } from '#core/directory.ts';
import type { HandleUssd, UssdEvent } from '#core/ussd.ts';
import { answerOperator, type OperatorDoor } from './answer-operator.ts';
import { requestOf } from './test-request.ts';

const token = 'Zk3v9QmX_a7-LpW2dR5tYu8e';
const otherToken = 'b7-LpW2dR5tYu8eZk3v9QmX_';
const begin = { body: 'sessionId=S1&phoneNumber=%2B254700000001&serviceCode=*123%23&text=' };

function connector(
  id: number,
  name: string,
  settings: object,
  more: Partial<ConnectorRow> = {},
): ConnectorRow {
  return {
    id,
    name,
    kind: 'ussd-http',
    enabled: true,
    statusFamily: 'sdp',
    throughput: 0,
    settings: settings as ConnectorRow['settings'],
    ...more,
  };
}

const usual = connector(7, 'kenya', { adapter: 'africastalking', token });

type Line = { readonly level: string; readonly facts: Record<string, unknown>; readonly message: string };

let handled: { connectorId: number; event: UssdEvent }[];
let lines: Line[];
let observed: string[];

beforeEach(() => {
  handled = [];
  lines = [];
  observed = [];
});

const showMenu: HandleUssd = async (connectorId, event) => {
  handled.push({ connectorId, event });
  return event.kind === 'end' ? null : { action: 'con', text: 'Welcome' };
};

function door(rows: readonly ConnectorRow[], handle = showMenu): OperatorDoor {
  const connectors = new Map(rows.map((row) => [row.id, row]));
  const logger = (level: string) => (facts: object, message: string) => {
    lines.push({ level, facts: facts as Record<string, unknown>, message });
  };
  return {
    connectors: () => connectors,
    handle,
    log: { warn: logger('warn'), error: logger('error') } as OperatorDoor['log'],
    observe: (outcome, name) => observed.push(`${outcome} ${name}`),
  };
}

describe('answerOperator', () => {
  test('hands in the hop and renders the reply', async () => {
    const answer = await answerOperator(door([usual]), token, requestOf(begin), '192.0.2.1');
    expect(answer).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'CON Welcome',
    });
    expect(handled).toMatchObject([{ connectorId: 7, event: { kind: 'accumulated', session: 'S1' } }]);
    expect(observed).toEqual(['answered kenya']);
    expect(lines).toEqual([]);
  });

  test('answers an end with nothing', async () => {
    const end = requestOf({ body: 'sessionId=S1&status=Incomplete&durationInMillis=1' });
    expect(await answerOperator(door([usual]), token, end, '')).toEqual({
      status: 200,
      headers: {},
      body: '',
    });
  });

  test.each([
    ['unknown', otherToken, usual],
    ['empty', '', usual],
    ['of a connector that is off', token, { ...usual, enabled: false }],
    ['of a connector that carries SMS', token, { ...usual, kind: 'smpp' as const }],
  ])('404 for a token that is %s', async (_label, given, row) => {
    expect(await answerOperator(door([row]), given, requestOf(begin), '')).toEqual({
      status: 404,
      headers: {},
      body: '',
    });
    expect(observed).toEqual(['unknown token null']);
    expect([handled, lines]).toEqual([[], []]);
  });

  test('403 without authentication, and a line that names connector and address only', async () => {
    const guarded = connector(8, 'guarded', {
      adapter: 'africastalking',
      token,
      auth: { secret: { in: 'query', name: 'key', value: 's3cret' } },
    });
    const request = requestOf({ ...begin, query: 'key=guess' });
    expect(await answerOperator(door([guarded]), token, request, '192.0.2.1')).toMatchObject({
      status: 403,
      body: '',
    });
    expect(lines).toEqual([
      {
        level: 'warn',
        facts: { connector: 'guarded', ip: '192.0.2.1', auth: 'secret' },
        message: 'a USSD request was not authenticated',
      },
    ]);
    expect(handled).toEqual([]);
  });

  test('405 for a method the dialect does not have', async () => {
    const answer = await answerOperator(door([usual]), token, requestOf({ ...begin, method: 'GET' }), '');
    expect(answer).toEqual({ status: 405, headers: { allow: 'POST' }, body: '' });
  });

  test('400 with a sentence for what cannot be read', async () => {
    const answer = await answerOperator(door([usual]), token, requestOf({ body: 'text=0712' }), '192.0.2.1');
    expect(answer).toEqual({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'sessionId is missing.',
    });
    expect(JSON.stringify(lines)).not.toContain('0712');
    expect(observed).toEqual(['unreadable kenya']);
  });

  test('500 and a line when something of ours fails', async () => {
    const failure = new Error('the database is gone');
    const failing = door([usual], () => Promise.reject(failure));
    expect(await answerOperator(failing, token, requestOf(begin), '')).toEqual({
      status: 500,
      headers: {},
      body: '',
    });
    expect(lines).toMatchObject([{ level: 'error', facts: { err: failure, connector: 'kenya' } }]);
    expect(observed).toEqual(['failed kenya']);
  });

  test('500 when not even the connectors can be had', async () => {
    const broken: OperatorDoor = {
      ...door([]),
      connectors: () => {
        throw new Error('no directory');
      },
    };
    expect(await answerOperator(broken, token, requestOf(begin), '')).toMatchObject({ status: 500 });
  });

  test('uses the settings of today', async () => {
    let rows = new Map([[7, usual]]);
    const changing = { ...door([]), connectors: () => rows };
    expect(await answerOperator(changing, token, requestOf(begin), '')).toMatchObject({ status: 200 });
    rows = new Map([[7, connector(7, 'kenya', { adapter: 'africastalking', token: otherToken })]]);
    expect(await answerOperator(changing, token, requestOf(begin), '')).toMatchObject({ status: 404 });
    expect(await answerOperator(changing, otherToken, requestOf(begin), '')).toMatchObject({ status: 200 });
  });

  test('a connector with faulty settings harms no other, and is named once', async () => {
    const faulty = connector(3, 'faulty', { adapter: 'africastalking', token: 'short' });
    const twin = connector(9, 'twin', { adapter: 'nalo', token });
    const three = door([faulty, usual, twin]);
    expect(await answerOperator(three, token, requestOf(begin), '')).toMatchObject({ status: 200 });
    expect(await answerOperator(three, 'short', requestOf(begin), '')).toMatchObject({ status: 404 });
    expect(lines).toMatchObject([
      { level: 'error', facts: { connector: 'faulty' } },
      { level: 'error', facts: { connector: 'twin', other: 'kenya' } },
    ]);
  });
});
