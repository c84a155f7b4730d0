import { PassThrough, Readable, Writable } from 'node:stream';
import { runCli } from './run.ts';
import type { Terminal } from './terminal.ts';

type Ran = { code: number; output: string; errors: string };

class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command as a program would, with `input` on its standard input. */
export async function runAsProgram(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<Ran> {
  return run(argv, env, Readable.from(input === '' ? [] : [input]));
}

/** Runs a command as a person would, who types `input` when asked. */
export async function runAtTerminal(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  input: string,
): Promise<Ran> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  keyboard.write(input);
  return run(argv, env, keyboard);
}

async function run(argv: readonly string[], env: NodeJS.ProcessEnv, input: Terminal['input']): Promise<Ran> {
  const output = new Kept();
  const errors = new Kept();
  const code = await runCli(argv, env, { input, output, errors });
  return { code, output: output.text, errors: errors.text };
}
