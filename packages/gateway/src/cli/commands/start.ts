import { createLog } from '#core/log.ts';
import type { Answer } from '../answer.ts';
import { type Arguments, readInteger } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { untilAskedToStop } from '../until-asked-to-stop.ts';

type Running = { readonly baseUrl?: string; stop(): Promise<void> };

/** The gateway itself, which other commands need not load. */
async function begin(args: Arguments, { config, terminal }: CommandContext): Promise<Running> {
  const log = createLog(config.log.level, terminal.errors);
  if (args.flag('demo')) {
    const { startDemo } = await import('../../demo.ts');
    return startDemo(config, log);
  }
  const { startGateway } = await import('../../app.ts');
  const gateway = await startGateway(config, log);
  terminal.output.write(`${JSON.stringify({ event: 'ready', baseUrl: gateway.baseUrl })}\n`);
  return gateway;
}

const nothing: Answer = { data: null, lines: [] };

export const startCommand: Command = {
  words: 'start',
  says: 'Run the gateway until it is asked to stop.',
  operands: [],
  options: {
    demo: {
      says: 'With a simulated operator, a demo account and a customer application that show how it works.',
    },
    host: { value: 'ADDRESS', says: 'Address to listen on.' },
    port: { value: 'PORT', says: 'TCP port; 0 for any free one.' },
  },
  notes: [
    'SIGINT or SIGTERM stops it in order: it takes no more, lets what is under way end, and leaves the rest in the database.',
    'A second signal ends it at once; nothing that was accepted is lost.',
  ],
  overrides: (args) => {
    const host = args.option('host');
    const port = args.option('port');
    return {
      ...(host === undefined ? {} : { '/http/host': host }),
      ...(port === undefined ? {} : { '/http/port': readInteger('--port', port, 0, 65_535) }),
    };
  },
  run: async (args, context) => {
    const asked = untilAskedToStop(process, (code) => process.exit(code));
    const running = await begin(args, context);
    await asked;
    await running.stop();
    return nothing;
  },
};
