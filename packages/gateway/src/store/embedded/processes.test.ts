import { expect, test } from 'vitest';
import { listProcesses, parsePs } from './processes.ts';

test('this process is in the list, with its command and user', async () => {
  const own = (await listProcesses()).find((one) => one.pid === process.pid);
  expect(own?.uid).toBe(process.getuid?.());
  expect(own?.command).toMatch(/node|vitest/);
});

test('ps lines are read; zombies and headless lines are left out', () => {
  const output = [
    '    1     0 Ss   /sbin/launchd',
    '  412   501 S    /opt/my app/bin/postgres -D /Users/a b/data/postgres',
    '  413    -2 S    postgres: ujumbe-1-2: checkpointer',
    '  500   501 Z    (postgres)',
    '',
  ].join('\n');
  expect(parsePs(output)).toEqual([
    { pid: 1, uid: 0, command: '/sbin/launchd' },
    { pid: 412, uid: 501, command: '/opt/my app/bin/postgres -D /Users/a b/data/postgres' },
    { pid: 413, uid: 4_294_967_294, command: 'postgres: ujumbe-1-2: checkpointer' },
  ]);
});
