import { createLog } from '#core/log.ts';
import type { Gateway } from '../../app.ts';
import type { Answer } from '../answer.ts';
import { readInteger } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { untilAskedToStop } from '../until-asked-to-stop.ts';

/** The gateway itself, which other commands need not load. */
async function begin({ config, terminal }: CommandContext): Promise<Gateway> {
  const log = createLog(config.log.level, terminal.errors);
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
  run: async (_args, context) => {
    const asked = untilAskedToStop(process, (code) => process.exit(code));
    const running = await begin(context);
    await asked;
    await running.stop();
    return nothing;
  },
};
