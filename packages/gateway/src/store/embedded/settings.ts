/** Name of the port in the socket's file name; there is no TCP. */
export const socketPort = 5432;

/** What the embedded server runs with. Everything not named here is PostgreSQL's own default. */
export const serverSettings: Readonly<Record<string, string>> = {
  // Only a socket, and that in the data folder. The relative path has no length limit and survives a move.
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  port: String(socketPort),

  // Accepted means on disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  max_connections: '60',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // Queues are tables of short-lived rows: dead ones must go quickly.
  autovacuum_naptime: '10s',

  timezone: 'UTC',
  log_timezone: 'UTC',
  // A failing statement's text and detail hold people's numbers and messages: keep both out of the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** Settings as arguments for `postgres`, later records over earlier ones. */
export function settingArguments(...records: Readonly<Record<string, string>>[]): string[] {
  const merged: Record<string, string> = Object.assign({}, ...records);
  return Object.entries(merged).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
