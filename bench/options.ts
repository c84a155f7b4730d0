import { parseArgs } from 'node:util';
import type { ProxyClient } from './ussd/proxy.ts';

export type BenchOptions = {
  /** Keep-alive connections of the load. */
  connections: number;
  /** Messages a round, after the warm-up. */
  messages: number;
  warmUp: number;
  /** Times that every subject has its turn. */
  turns: number;
  receiptDelayMs: number;
  kannel: boolean;
  backlog: boolean;
  backlogMessages: number;
  profile: boolean;
  /** Where to write the figures, or null. */
  json: string | null;
  /** Null: messages are measured, not sessions. */
  ussd: UssdOptions | null;
  /** Null: no flows are measured. */
  flows: FlowsOptions | null;
};

export type FlowsOptions = {
  turns: number;
  /** Of the engine by itself. */
  turnMs: number;
  /** Surveys that are under way at once. */
  runs: number;
  profile: boolean;
};

export type UssdOptions = {
  /** Keep-alive connections of the load; a second round has twice as many. */
  connections: number;
  /** Hops a round in a closed loop, after the warm-up. */
  hops: number;
  warmUp: number;
  turns: number;
  /** Hops a second where the latency is measured, and hops of such a round. */
  rate: number;
  steadyHops: number;
  /** What the proxy beside the gateway calls the application with. */
  proxyClient: ProxyClient;
  /** What the application takes for an answer where the latency is measured. */
  appDelayMs: number;
  profile: boolean;
};

/** How long hops go at the fixed rate, in seconds. */
const STEADY_SECONDS = 5;

export const usage = `npm run bench -- [options]
  --connections N       connections of the load (32)
  --messages N          messages a round (15000)
  --turns N             turns of every subject (5)
  --receipt-delay MS    the operator's receipts come this much later (0)
  --kannel              also through Kannel, in memory and at its most durable
  --ussd                instead: USSD sessions, beside a bare reverse proxy
  --hops N              hops a round as fast as answers come (10000)
  --rate N              hops a second where the latency is measured (1000)
  --app-delay MS        the application takes this much for an answer there (0)
  --proxy CLIENT        what the proxy calls the application with: undici (the fastest, default) or node
  --flows               instead: steps of the engine, and surveys under way
  --runs N              surveys under way at once (10000)
  --backlog             instead: memory with a million messages waiting for an operator that takes 50 a second
  --backlog-messages N  how many wait (1000000)
  --profile             write CPU profiles of the gateway to bench/profiles
  --smoke               a few hundred messages, to see that everything works
  --json FILE           write the figures as JSON
DATABASE_URL measures on that PostgreSQL server instead of the embedded one: give it an empty database.`;

/** @throws Error for an unknown option or a value that is not a whole number */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      connections: { type: 'string', default: '32' },
      messages: { type: 'string' },
      turns: { type: 'string' },
      'receipt-delay': { type: 'string', default: '0' },
      kannel: { type: 'boolean', default: false },
      backlog: { type: 'boolean', default: false },
      'backlog-messages': { type: 'string', default: '1000000' },
      profile: { type: 'boolean', default: false },
      ussd: { type: 'boolean', default: false },
      hops: { type: 'string' },
      rate: { type: 'string', default: '1000' },
      flows: { type: 'boolean', default: false },
      runs: { type: 'string' },
      proxy: { type: 'string', default: 'undici' },
      'app-delay': { type: 'string', default: '0' },
      smoke: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const connections = wholeNumber('connections', values.connections, 1);
  const turns = wholeNumber('turns', values.turns ?? (values.smoke ? '1' : '5'), 1);
  const { profile, smoke } = values;
  const rate = wholeNumber('rate', values.rate, 1);
  const ussd: UssdOptions = {
    connections,
    hops: wholeNumber('hops', values.hops ?? (smoke ? '200' : '10000'), 1),
    warmUp: smoke ? 40 : 20000,
    turns,
    rate,
    steadyHops: smoke ? 200 : rate * STEADY_SECONDS,
    proxyClient: proxyClient(values.proxy),
    appDelayMs: wholeNumber('app-delay', values['app-delay'], 0),
    profile,
  };
  return {
    connections,
    messages: wholeNumber('messages', values.messages ?? (smoke ? '300' : '15000'), 1),
    warmUp: smoke ? 50 : 30000,
    turns,
    receiptDelayMs: wholeNumber('receipt-delay', values['receipt-delay'], 0),
    kannel: values.kannel,
    backlog: values.backlog,
    backlogMessages: wholeNumber('backlog-messages', values['backlog-messages'], 1000),
    profile,
    json: values.json ?? null,
    ussd: values.ussd ? ussd : null,
    flows: values.flows
      ? {
          turns,
          turnMs: smoke ? 50 : 2000,
          runs: wholeNumber('runs', values.runs ?? (smoke ? '200' : '10000'), 1),
          profile,
        }
      : null,
  };
}

function proxyClient(text: string): ProxyClient {
  if (text === 'undici' || text === 'node') return text;
  throw new Error(`--proxy is "${text}": give undici or node.`);
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} is "${text}": give a whole number from ${least} up.`);
}
