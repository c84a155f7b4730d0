import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { freePorts } from './free-ports.ts';
import { type KannelStorage, kannelConfig } from './kannel-config.ts';
import type { Kit } from './kit.ts';
import { kannelTarget } from './load-target.ts';
import type { RunningSubject, Subject } from './subject.ts';

/** Why Kannel cannot be measured here and what to do about it; null when its programs are installed. */
export function whyNoKannel(): string | null {
  const missing = ['bearerbox', 'smsbox'].filter(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  );
  if (missing.length === 0) return null;
  return `Kannel's ${missing.join(' and ')} not found. On Debian or Ubuntu: apt-get install -y kannel (then stop its service).`;
}

/** Kannel as a subject: its two processes, one transceiver to the kit's operator, one final receipt a message called back. */
export function kannelSubject(storage: KannelStorage): Subject {
  return {
    name: `kannel-${storage}`,
    share: storage === 'memory' ? 1 : 0.2,
    start: (kit) => startKannel(storage, kit),
  };
}

async function startKannel(storage: KannelStorage, { smscPort, sinkPort }: Kit): Promise<RunningSubject> {
  const [admin = 0, box = 0, sendsms = 0] = await freePorts(3);
  const folder = makeDataFolder();
  const config = join(folder, 'kannel.conf');
  writeFileSync(config, kannelConfig({ admin, box, sendsms, smsc: smscPort }, storage, folder));
  const boxes: ChildProcess[] = [];
  const stop = async () => {
    for (const each of boxes.reverse()) await stopBox(each);
    removeDataFolder(folder);
  };
  try {
    for (const [program, online] of [
      ['bearerbox', 'SMPP'],
      ['smsbox', 'smsbox'],
    ] as const) {
      const started = startBox(program, config, folder);
      boxes.push(started);
      await waitForStatus(started, admin, online, folder);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = boxes.map(({ pid }) => pid ?? 0);
  return {
    target: kannelTarget(sendsms, 'username=bench&password=bench', `http://127.0.0.1:${sinkPort}/dlr`),
    processes: () => ({ kannel: pids }),
    mainPid: pids[0] ?? 0,
    stop,
  };
}

function startBox(program: 'bearerbox' | 'smsbox', config: string, folder: string): ChildProcess {
  return spawn('sh', [
    '-c',
    'exec "$0" -v 3 "$1" > "$2" 2>&1',
    program,
    config,
    join(folder, `${program}.log`),
  ]);
}

async function waitForStatus(
  box: ChildProcess,
  adminPort: number,
  online: string,
  folder: string,
): Promise<void> {
  const line = new RegExp(`${online}.*\\(on-?line`);
  for (let attempt = 0; attempt < 300 && box.exitCode === null; attempt += 1) {
    // Refused until the box listens.
    const answer = await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=bench`).catch(() => null);
    if (answer !== null && line.test(await answer.text())) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const logs = ['bearerbox', 'smsbox'].map((name) => readLog(join(folder, `${name}.log`)));
  throw new Error(`Kannel did not come up within 30 s. Its logs end with:\n${logs.join('\n')}`);
}

function readLog(path: string): string {
  return readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(-20).join('\n');
}

async function stopBox(box: ChildProcess): Promise<void> {
  if (box.exitCode !== null || box.signalCode !== null) return;
  const gone = once(box, 'exit');
  box.kill('SIGTERM');
  const impatience = setTimeout(() => box.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatience);
}
