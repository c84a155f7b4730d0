import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { serveCommands } from './kit-process.ts';
import { numbersAvailable } from './load-target.ts';
import { command, PduWriter, readSubmit, type Submit } from './smpp-wire.ts';

export type SmscBehaviour = {
  /** Milliseconds from the answer to a submit to its receipt. 0 sends both in one write. */
  receiptDelayMs: number;
  /** Submits answered a second; the rest wait unanswered. Null answers at once. */
  submitsPerSecond: number | null;
};

/** What came since the behaviour was last set. A duplicate is a submit to a number that had one before. */
export type SmscCount = { submits: number; duplicates: number };

export type SmscCommands = {
  /** Listens on a free port of 127.0.0.1 and tells it. */
  listen(): Promise<number>;
  behave(behaviour: SmscBehaviour): void;
  count(): SmscCount;
};

type Link = { socket: Socket; writer: PduWriter };
type Waiting = { link: Link; submit: Submit; messageId: string; dueAt: number };

/** The operator: takes every bind and every message, and delivers each. */
export function createSmsc(): SmscCommands {
  const seen = new Uint8Array(numbersAvailable);
  const unanswered: Waiting[] = [];
  let receipts: Waiting[] = [];
  let behaviour: SmscBehaviour = { receiptDelayMs: 0, submitsPerSecond: null };
  let counted: SmscCount = { submits: 0, duplicates: 0 };
  let nextId = Date.now() * 1000;
  let allowance = 0;

  function takeSubmit(link: Link, submit: Submit): void {
    counted.submits += 1;
    const number = Number(submit.destination) % numbersAvailable;
    if (seen[number] === 1) counted.duplicates += 1;
    seen[number] = 1;
    const waiting = { link, submit, messageId: String(nextId++), dueAt: 0 };
    if (behaviour.submitsPerSecond === null) answerSubmit(waiting);
    else unanswered.push(waiting);
  }

  function answerSubmit(waiting: Waiting): void {
    const { link, submit, messageId } = waiting;
    link.writer.submitResponse(submit.sequence, messageId);
    if (!submit.wantsReceipt) return;
    if (behaviour.receiptDelayMs === 0) {
      link.writer.receipt(submit, messageId, minuteNow());
    } else {
      waiting.dueAt = performance.now() + behaviour.receiptDelayMs;
      receipts.push(waiting);
    }
  }

  function sendWhatIsDue(everyMs: number): void {
    const links = new Set<Link>();
    const now = performance.now();
    const due = receipts.findIndex(({ dueAt }) => dueAt > now);
    const ready = due === -1 ? receipts : receipts.slice(0, due);
    receipts = due === -1 ? [] : receipts.slice(due);
    for (const { link, submit, messageId } of ready) {
      link.writer.receipt(submit, messageId, minuteNow());
      links.add(link);
    }
    allowance = Math.min(allowance + ((behaviour.submitsPerSecond ?? 0) * everyMs) / 1000, 1000);
    while (allowance >= 1 && unanswered.length > 0) {
      allowance -= 1;
      const waiting = unanswered.shift() as Waiting;
      answerSubmit(waiting);
      links.add(waiting.link);
    }
    for (const link of links) flush(link);
  }

  function takeLink(socket: Socket): void {
    const link = { socket, writer: new PduWriter() };
    let held: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const octets = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      let start = 0;
      while (octets.length - start >= 16) {
        const length = octets.readUInt32BE(start);
        if (octets.length - start < length) break;
        takePdu(link, octets, start);
        start += length;
      }
      held = octets.subarray(start);
      flush(link);
    });
  }

  function takePdu(link: Link, octets: Buffer, start: number): void {
    const id = octets.readUInt32BE(start + 4);
    const sequence = octets.readUInt32BE(start + 12);
    if (id === command.submitSm) takeSubmit(link, readSubmit(octets, start));
    else if (id === command.enquireLink || id === command.unbind) link.writer.emptyResponse(id, sequence);
    else if (id === command.bindTransceiver || id === command.bindTransmitter || id === command.bindReceiver)
      link.writer.bindResponse(id, sequence);
  }

  return {
    async listen() {
      const server = createServer(takeLink).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const everyMs = 5;
      setInterval(() => sendWhatIsDue(everyMs), everyMs);
      return (server.address() as AddressInfo).port;
    },
    behave(next) {
      behaviour = next;
      counted = { submits: 0, duplicates: 0 };
      unanswered.length = 0;
      receipts = [];
    },
    count: () => counted,
  };
}

function flush({ socket, writer }: Link): void {
  const octets = writer.take();
  if (octets !== null && socket.writable) socket.write(octets);
}

let minute = { until: 0, text: '' };

/** `YYMMDDhhmm` of now, made once a second. */
function minuteNow(): string {
  const now = performance.now();
  if (now > minute.until) {
    minute = { until: now + 1000, text: new Date().toISOString().replace(/\D/g, '').slice(2, 12) };
  }
  return minute.text;
}

if (import.meta.main) serveCommands(createSmsc());
