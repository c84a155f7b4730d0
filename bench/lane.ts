import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { HttpReader } from './http-reader.ts';

export type LaneHandlers = {
  /** An answer is complete: head and body in one string, and where the body begins. */
  onAnswer(lane: Lane, answer: string, bodyAt: number): void;
  /** The connection was refused, or broke without a warning. */
  onBroken(error: Error): void;
};

/** A keep-alive connection with at most one request under way. It opens anew when the server says it will close. */
export class Lane {
  /** When the request under way was due, on the monotonic clock. */
  since = 0;
  readonly #port: number;
  readonly #handlers: LaneHandlers;
  #socket: Socket;

  constructor(port: number, handlers: LaneHandlers) {
    this.#port = port;
    this.#handlers = handlers;
    this.#socket = this.#connect();
  }

  async opened(): Promise<void> {
    if (this.#socket.connecting) await once(this.#socket, 'connect');
  }

  /** Latin-1. */
  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#leave(this.#socket);
  }

  #connect(): Socket {
    const reader = new HttpReader();
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    socket.on('error', (error) => this.#handlers.onBroken(error));
    socket.on('close', () =>
      this.#handlers.onBroken(new Error(`Port ${this.#port} closed a connection without a warning.`)),
    );
    socket.on('data', (chunk) =>
      reader.push(chunk, (answer, bodyAt) => {
        if (announcesClose(answer)) {
          this.#leave(socket);
          this.#socket = this.#connect();
        }
        this.#handlers.onAnswer(this, answer, bodyAt);
      }),
    );
    return socket;
  }

  #leave(socket: Socket): void {
    socket.removeAllListeners('close');
    socket.destroy();
  }
}

/** Servers close a connection after some thousands of requests. */
function announcesClose(answer: string): boolean {
  return answer.includes('\r\nConnection: close\r\n');
}
