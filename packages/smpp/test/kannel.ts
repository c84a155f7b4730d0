import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onCleanUp, until } from './kit.ts';

/** Whether Kannel's two programs are installed (Debian package `kannel`). */
export const hasKannel: boolean = ['bearerbox', 'smsbox'].every(
  (program) => spawnSync(program, ['--version']).error === undefined,
);

const config = (ports: {
  smsc: number;
  admin: number;
  box: number;
  sendsms: number;
  http: number;
}): string => `
group = core
admin-port = ${ports.admin}
admin-password = admin
smsbox-port = ${ports.box}
box-allow-ip = "127.0.0.1"
sms-resend-freq = 1
log-level = 1

group = smsc
smsc = smpp
smsc-id = ujumbe
host = 127.0.0.1
port = ${ports.smsc}
transceiver-mode = true
smsc-username = "kannel"
smsc-password = "secret"
system-type = ""
interface-version = 34
enquire-link-interval = 1
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.sendsms}
log-level = 1

group = sendsms-user
username = test
password = test
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "http://127.0.0.1:${ports.http}/mo?from=%p&to=%P&text=%a"
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function canConnect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}

export interface Kannel {
  /** Ends bearerbox as an operator would, so that it unbinds. */
  stop(): void;
  /** Sends by its HTTP interface; resolves with its answer. */
  sendSms(fields: Record<string, string>): Promise<string>;
}

/** Kannel as an ESME of the SMSC at `smsc`; MOs and receipts go to the HTTP server at `http`. */
export async function startKannel(smsc: number, http: number): Promise<Kannel> {
  const folder = mkdtempSync(join(tmpdir(), 'smpp-kannel-'));
  onCleanUp(() => rmSync(folder, { recursive: true, force: true }));
  const [admin, box, sendsms] = (await Promise.all([freePort(), freePort(), freePort()])) as [
    number,
    number,
    number,
  ];
  const file = join(folder, 'kannel.conf');
  writeFileSync(file, config({ smsc, admin, box, sendsms, http }));
  const bearerbox = run('bearerbox', file, folder);
  await until(() => canConnect(box), { timeout: 20_000, interval: 100 });
  run('smsbox', file, folder);
  await until(() => canConnect(sendsms), { timeout: 20_000, interval: 100 });
  return {
    stop: () => bearerbox.kill('SIGTERM'),
    async sendSms(fields) {
      const query = new URLSearchParams({ username: 'test', password: 'test', charset: 'UTF-8', ...fields });
      const response = await fetch(`http://127.0.0.1:${sendsms}/cgi-bin/sendsms?${query}`);
      return response.text();
    },
  };
}

/** A program that is killed at the end; its log is shown when it ended by itself with an error. */
function run(program: string, file: string, folder: string): ChildProcess {
  const log = join(folder, `${program}.log`);
  const child = spawn('sh', ['-c', 'exec "$0" -v 1 "$1" > "$2" 2>&1', program, file, log]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', (code) => {
    if (code) console.error(`${program} ended with ${code}:\n${readFileSync(log, 'utf8').slice(-2000)}`);
  });
  onCleanUp(() => {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    return child.exitCode === null && child.signalCode === null
      ? new Promise((r) => child.once('exit', r))
      : ended;
  });
  return child;
}
