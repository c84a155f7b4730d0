import { createInterface } from 'node:readline';
import type { Answer } from '../answer.ts';
import type { Command } from '../command.ts';
import { drawScreen } from '../dial/draw-screen.ts';
import { findGateway, gatewayOptions } from '../dial/find-gateway.ts';
import { type KeptSession, type Screen, SimulatedPhone } from '../dial/simulated-phone.ts';
import type { Terminal } from '../terminal.ts';

const MADE_UP = '254700000000';

type Shown = { readonly typed: string | null; readonly action: Screen['action']; readonly text: string };

export const dialCommand: Command = {
  words: 'dial',
  says: 'Play a USSD session at a running gateway: what you type is what the subscriber would.',
  operands: ['code'],
  options: {
    from: { value: 'NUMBER', says: `Whose phone it shall be (default ${MADE_UP}, a made-up one).` },
    connector: {
      value: 'ID',
      says: 'Dial as at this operator: with its codes and the length of its screens.',
    },
    ...gatewayOptions,
  },
  notes: [
    "Write the code in quotation marks, as shells read * and # themselves: ujumbe dial '*384*12#'",
    'One line is one answer, an empty one too. Ctrl-D hangs up.',
  ],
  run: async (args, { config, terminal }) => {
    const phone = new SimulatedPhone(findGateway(args, config));
    const connector = args.integer('connector', 1, 999_999_999);
    const dialling = {
      msisdn: args.option('from') ?? MADE_UP,
      code: args.operand('code'),
      ...(connector === undefined ? {} : { connector }),
    };
    const show = args.flag('json') ? () => undefined : (lines: readonly string[]) => write(terminal, lines);
    return play(phone, dialling, terminal, show);
  },
};

async function play(
  phone: SimulatedPhone,
  dialling: Parameters<SimulatedPhone['dial']>[0],
  terminal: Terminal,
  show: (lines: readonly string[]) => void,
): Promise<Answer> {
  const { input, output } = terminal;
  const isTTY = input.isTTY === true;
  const lines = createInterface({ input, ...(isTTY ? { output, prompt: '> ', terminal: true } : {}) });
  lines.on('SIGINT', () => lines.close());
  // Before anything is waited for: lines that come earlier would be lost.
  const answers = lines[Symbol.asyncIterator]();
  const shown: Shown[] = [];
  const take = (screen: Screen, typed: string | null) => {
    shown.push({ typed, action: screen.action, text: screen.text });
    show(drawScreen(screen.text));
    return screen;
  };
  try {
    let screen = take(await phone.dial(dialling), null);
    while (screen.action === 'con') {
      if (isTTY) lines.prompt();
      const { done, value: typed } = await answers.next();
      if (done) {
        if (isTTY) output.write('\n');
        await phone.hangUp(screen.session);
        break;
      }
      if (!isTTY) show([`> ${typed}`]);
      screen = take(await phone.answer(screen.session, typed), typed);
    }
    const kept = await phone.kept(screen.session);
    return {
      data: { session: kept?.id ?? null, state: kept?.state ?? null, screens: shown },
      lines: farewell(screen, kept),
    };
  } finally {
    lines.close();
  }
}

function write({ output }: Terminal, lines: readonly string[]): void {
  output.write(`${lines.join('\n')}\n`);
}

function farewell({ action }: Screen, kept: KeptSession | null): string[] {
  const sentence = action === 'con' ? 'You hung up.' : endedBecause(kept);
  return [
    sentence,
    ...(kept === null ? [] : [`"ujumbe ussd-session show ${kept.id}" tells what was kept of it.`]),
  ];
}

function endedBecause(kept: KeptSession | null): string {
  switch (kept?.state) {
    case 'complete':
      return 'The application ended the session.';
    case 'failed': {
      const { outcome, log } = kept.lastHop ?? { outcome: 'unknown', log: [] };
      return `The application could not be used (${outcome})${log.length === 0 ? '.' : `: ${log.at(-1)}.`}`;
    }
    case undefined:
      return 'The session is over.';
    default:
      return `The session is over (${kept?.state}).`;
  }
}
