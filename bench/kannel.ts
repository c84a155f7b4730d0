import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { kannelTarget } from './load-target.ts';
import type { Subject } from './subject.ts';

type Storage = 'memory' | 'durable';
type Ports = { admin: number; box: number; sendsms: number; smsc: number };

/** Why Kannel cannot be measured here and what to do about it; null when its programs are installed. */
export function whyNoKannel(): string | null {
  const missing = ['bearerbox', 'smsbox'].filter(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  );
  if (missing.length === 0) return null;
  return `Kannel's ${missing.join(' and ')} not found. On Debian or Ubuntu: apt-get install -y kannel (then stop its service).`;
}

/**
 * Kannel as a subject: bearerbox and smsbox, one transceiver, a window of 1,000.
 * In memory it writes nothing. At its most durable every message and every receipt awaited is a file of the spool,
 * which a kill survives; Kannel has no setting that forces those files to the disk (it never calls fsync).
 */
export function kannelSubject(storage: Storage): Subject {
  return {
    name: `kannel-${storage}`,
    async start({ smscPort, sinkPort }) {
      const [admin = 0, box = 0, sendsms = 0] = await freePorts(3);
      const folder = mkdtempSync(join(tmpdir(), 'ujumbe-bench-kannel-'));
      const config = join(folder, 'kannel.conf');
      writeFileSync(config, configText({ admin, box, sendsms, smsc: smscPort }, storage, folder));
      const bearerbox = startBox('bearerbox', config, folder);
      await waitForStatus(bearerbox, admin, 'SMPP', folder);
      const smsbox = startBox('smsbox', config, folder);
      await waitForStatus(smsbox, admin, 'smsbox', folder);
      return {
        target: kannelTarget(sendsms, 'username=bench&password=bench', `http://127.0.0.1:${sinkPort}/dlr`),
        processes: () => ({ kannel: [bearerbox.pid ?? 0, smsbox.pid ?? 0] }),
        mainPid: bearerbox.pid ?? 0,
        async stop() {
          await stopBox(smsbox);
          await stopBox(bearerbox);
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

function configText(ports: Ports, storage: Storage, folder: string): string {
  return [
    group('core', {
      'admin-port': ports.admin,
      'admin-interface': '127.0.0.1',
      'admin-password': 'bench',
      'smsbox-port': ports.box,
      'smsbox-interface': '127.0.0.1',
      ...storageSettings(storage, folder),
    }),
    group('smsbox', {
      'bearerbox-host': '127.0.0.1',
      'sendsms-port': ports.sendsms,
      'sendsms-interface': '127.0.0.1',
    }),
    group('sendsms-user', { username: 'bench', password: 'bench' }),
    group('smsc', {
      smsc: 'smpp',
      'smsc-id': 'bench',
      host: '127.0.0.1',
      port: ports.smsc,
      'smsc-username': 'bench',
      'smsc-password': 'bench',
      'system-type': 'bench',
      'transceiver-mode': 1,
      'max-pending-submits': 1000,
    }),
  ].join('\n');
}

function storageSettings(storage: Storage, folder: string): Record<string, string> {
  if (storage === 'memory') return { 'dlr-storage': 'internal' };
  const store = join(folder, 'store');
  const receipts = join(folder, 'receipts');
  mkdirSync(store);
  mkdirSync(receipts);
  return { 'store-type': 'spool', 'store-location': store, 'dlr-storage': 'spool', 'dlr-spool': receipts };
}

function group(name: string, settings: Record<string, string | number>): string {
  return [`group = ${name}`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join(
    '\n',
  );
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
