import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * `memory` writes nothing to disk. `durable` is the most that Kannel offers without a database server: every queued
 * message a file of the spool, every receipt awaited a row of SQLite, which is flushed to disk row by row. Kannel never
 * flushes the spool itself (it has no call of fsync), so a power cut may still lose queued messages; a kill does not.
 */
export type KannelStorage = 'memory' | 'durable';

export type KannelPorts = { admin: number; box: number; sendsms: number; smsc: number };

type Group = readonly [name: string, settings: Readonly<Record<string, string | number>>];

/** The configuration file for both boxes; makes in `folder` what the storage needs. */
export function kannelConfig(ports: KannelPorts, storage: KannelStorage, folder: string): string {
  const stored = storage === 'memory' ? inMemory : onDisk(folder);
  const groups: Group[] = [
    [
      'core',
      {
        'admin-port': ports.admin,
        'admin-interface': '127.0.0.1',
        'admin-password': 'bench',
        'smsbox-port': ports.box,
        'smsbox-interface': '127.0.0.1',
        ...stored.core,
      },
    ],
    ...stored.groups,
    [
      'smsbox',
      { 'bearerbox-host': '127.0.0.1', 'sendsms-port': ports.sendsms, 'sendsms-interface': '127.0.0.1' },
    ],
    ['sendsms-user', { username: 'bench', password: 'bench' }],
    [
      'smsc',
      {
        smsc: 'smpp',
        'smsc-id': 'bench',
        host: '127.0.0.1',
        port: ports.smsc,
        'smsc-username': 'bench',
        'smsc-password': 'bench',
        'system-type': 'bench',
        'transceiver-mode': 1,
        // Its default of 10 stops at 300 messages a second: Kannel's small writes wait for delayed acknowledgements.
        'max-pending-submits': 1000,
      },
    ],
  ];
  return groups.map(groupText).join('\n');
}

type Stored = { core: Record<string, string>; groups: Group[] };

const inMemory: Stored = { core: { 'dlr-storage': 'internal' }, groups: [] };

const receiptFields = {
  'field-smsc': 'smsc',
  'field-timestamp': 'ts',
  'field-destination': 'destination',
  'field-source': 'source',
  'field-service': 'service',
  'field-url': 'url',
  'field-mask': 'mask',
  'field-status': 'status',
  'field-boxc-id': 'boxc',
};

function onDisk(folder: string): Stored {
  const store = join(folder, 'store');
  mkdirSync(store);
  const path = join(folder, 'receipts.db');
  const database = new DatabaseSync(path);
  const columns = Object.values(receiptFields)
    .map((column) => `${column} text`)
    .join(', ');
  // The write-ahead log flushes once a row where the rollback journal does several times: three times the throughput.
  database.exec(
    `pragma journal_mode = wal; create table dlr (${columns}); create index dlr_key on dlr (smsc, ts)`,
  );
  database.close();
  return {
    core: { 'store-type': 'spool', 'store-location': store, 'dlr-storage': 'sqlite3' },
    groups: [
      ['sqlite3-connection', { id: 'receipts', database: path, 'max-connections': 1 }],
      ['dlr-db', { id: 'receipts', table: 'dlr', ...receiptFields }],
    ],
  };
}

function groupText([name, settings]: Group): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  return [`group = ${name}`, ...lines, ''].join('\n');
}
