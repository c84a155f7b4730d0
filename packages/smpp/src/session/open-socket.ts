import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** TLS of a client link. SMPP has no STARTTLS: the port is TLS from its first octet. */
export interface TlsClientOptions {
  ca?: ConnectionOptions['ca'];
  cert?: ConnectionOptions['cert'];
  key?: ConnectionOptions['key'];
  /** Name to ask for and to check, the host when left out. */
  servername?: string;
  /** False accepts any certificate; then set `pinSha256`. */
  rejectUnauthorized?: boolean;
  /** SHA-256 of the server's certificate (DER), hexadecimal, colons allowed; another certificate is refused. */
  pinSha256?: string;
}

export interface SocketTarget {
  host: string;
  port: number;
  tls?: TlsClientOptions | undefined;
  connectTimeoutMs: number;
}

/** Connects, TLS handshake and pin check included. Exactly one of the callbacks is called, once. */
export function openSocket(
  target: SocketTarget,
  onConnected: () => void,
  onFailed: (error: Error) => void,
): Socket {
  const { host, port, tls, connectTimeoutMs } = target;
  const socket = tls === undefined ? connectTcp({ host, port }) : connectTls(tlsOptions(host, port, tls));
  const fail = (error: Error): void => {
    settle();
    socket.destroy();
    socket.on('error', () => undefined); // The failure is already reported.
    onFailed(error);
  };
  const succeed = (): void => {
    const fault = tls?.pinSha256 === undefined ? null : checkPin(socket as TLSSocket, tls.pinSha256);
    if (fault !== null) {
      fail(fault);
    } else {
      settle();
      onConnected();
    }
  };
  const closed = (): void =>
    fail(new Error(`the connection to ${host}:${port} was closed before it was ready`));
  const timer = setTimeout(
    () => fail(new Error(`no connection to ${host}:${port} within ${connectTimeoutMs} ms`)),
    connectTimeoutMs,
  );
  const ready = tls === undefined ? 'connect' : 'secureConnect';
  const settle = (): void => {
    clearTimeout(timer);
    socket.off(ready, succeed).off('error', fail).off('close', closed);
  };
  socket.on(ready, succeed).on('error', fail).on('close', closed);
  return socket;
}

function tlsOptions(host: string, port: number, tls: TlsClientOptions): ConnectionOptions {
  const { pinSha256: _, ...given } = tls;
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined);
  return { host, port, minVersion: 'TLSv1.2', ...given, ...(servername === undefined ? {} : { servername }) };
}

function checkPin(socket: TLSSocket, pin: string): Error | null {
  const wanted = pin.replaceAll(':', '').toLowerCase();
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
  if (shown === wanted) return null;
  return new Error(`the server's certificate has SHA-256 ${shown ?? '(none)'}, not the pinned ${wanted}`);
}
