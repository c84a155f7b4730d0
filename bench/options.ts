import { parseArgs } from 'node:util';

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
};

export const usage = `npm run bench -- [options]
  --connections N       connections of the load (32)
  --messages N          messages a round (15000)
  --turns N             turns of every subject (5)
  --receipt-delay MS    the operator's receipts come this much later (0)
  --kannel              also through Kannel, in memory and at its most durable
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
      smoke: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  return {
    connections: wholeNumber('connections', values.connections, 1),
    messages: wholeNumber('messages', values.messages ?? (values.smoke ? '300' : '15000'), 1),
    warmUp: values.smoke ? 50 : 30000,
    turns: wholeNumber('turns', values.turns ?? (values.smoke ? '1' : '5'), 1),
    receiptDelayMs: wholeNumber('receipt-delay', values['receipt-delay'], 0),
    kannel: values.kannel,
    backlog: values.backlog,
    backlogMessages: wholeNumber('backlog-messages', values['backlog-messages'], 1000),
    profile: values.profile,
    json: values.json ?? null,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} is "${text}": give a whole number from ${least} up.`);
}
