import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EsmeLink, encodeGsm7, parseReceipt, type RequestPdu, type Session } from '@ujumbe/smpp';
import { buildConnector } from 'undici';
import { HttpClient, type HttpResult } from '../packages/gateway/src/callbacks/http-client.ts';
import { systemClock } from '../packages/gateway/src/core/clock.ts';
import { KitProcess, serveCommands } from './kit-process.ts';
import { sendsmsTarget } from './load-target.ts';
import type { Subject } from './subject.ts';

export type FloorCommands = {
  /** Binds to the operator, then listens on a free port of 127.0.0.1 and tells it. */
  start(addresses: { smscPort: number; callbackUrl: string }): Promise<number>;
};

type Message = { msgId: string; from: string; to: string; message: string; refId: string };

/**
 * The least that any gateway made of these parts must do: HTTP in, SMPP out, receipt in, HTTP out, with the gateway's own
 * codec, session and callback client, and nothing in between: no key, no rules, no money, no database, nothing kept.
 */
export function createFloor(): FloorCommands {
  const waiting: Message[] = [];
  const submitted = new Map<string, Message>();
  const client = new HttpClient({
    guard: { checkUrl: (text) => new URL(text), connect: buildConnector({}) },
    connections: 64,
    clock: systemClock,
    totalMs: 10_000,
  });
  let callbackUrl = new URL('http://127.0.0.1');
  let link: EsmeLink | null = null;

  function takeRequest(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      message.msgId = randomUUID();
      const body = answerBody(message);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
      response.end(body);
      waiting.push(message);
      if (link?.session) submitWaiting(link.session);
    });
  }

  function submitWaiting(session: Session): void {
    while (session.free > 0) {
      const message = waiting.shift();
      if (message === undefined) return;
      session.send(
        {
          command: 'submit_sm',
          sourceAddrTon: 5,
          sourceAddr: message.from,
          destAddrTon: 1,
          destAddrNpi: 1,
          destinationAddr: message.to,
          registeredDelivery: 1,
          shortMessage: encodeGsm7(message.message),
        },
        (outcome) => {
          if (outcome.kind === 'response' && outcome.pdu.command === 'submit_sm_resp')
            submitted.set(outcome.pdu.messageId, message);
        },
      );
    }
  }

  function takeReceipt(pdu: RequestPdu, session: Session): void {
    if (pdu.command !== 'deliver_sm') return;
    session.respond(pdu, {});
    const receipt = parseReceipt(pdu);
    const operatorId = receipt?.ids[0] ?? '';
    const message = submitted.get(operatorId);
    if (message === undefined || receipt === null) return;
    submitted.delete(operatorId);
    client.post(
      callbackUrl,
      ['content-type', 'application/json'],
      callbackBody(message, receipt.stat),
      failUnlessTaken,
    );
  }

  return {
    async start(addresses) {
      callbackUrl = new URL(addresses.callbackUrl);
      await new Promise<void>((resolve) => {
        link = new EsmeLink(
          {
            host: '127.0.0.1',
            port: addresses.smscPort,
            bind: { mode: 'transceiver', systemId: 'floor', password: 'floor' },
            session: { window: 1000 },
          },
          { onBound: () => resolve(), onRequest: takeReceipt, onDrain: submitWaiting },
        );
        link.start();
      });
      const server = createServer(takeRequest).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
  };
}

/** The floor has no retries: a callback that is not taken ends the measurement. */
function failUnlessTaken(result: HttpResult): void {
  if (result.status !== 200) throw new Error(`A callback failed: ${JSON.stringify(result)}`);
}

export const floorSubject: Subject = {
  name: 'floor',
  share: 1,
  async start({ smscPort, sinkPort }) {
    const floor = new KitProcess<FloorCommands>('./floor.ts');
    const port = await floor.call('start', { smscPort, callbackUrl: `http://127.0.0.1:${sinkPort}/dlr` });
    return {
      target: sendsmsTarget(port, 'none', 'UJUMBE'),
      processes: () => ({ floor: [floor.pid] }),
      mainPid: floor.pid,
      stop: () => floor.stop(),
    };
  },
};

/** The nine keys of the compatible API's answer. */
function answerBody({ msgId, to }: Message): string {
  return `{"cost":"KES 0.6","mnc":"02","balance":"KES 3137.5598","msgId":"${msgId}","to":"${to}","mcc":"639","desc":"Success","status":"SUCCESS","statusCode":"0"}`;
}

function callbackBody({ msgId, to, from, refId }: Message, status: string): string {
  const at = new Date().toISOString().replace('T', ' ').slice(0, -1);
  return `{"msgId":"${msgId}","from":"${to}","to":"${from}","refId":"${refId}","status":"${status}","statusReason":"${status}","deliveryTime":"${at}"}`;
}

if (import.meta.main) serveCommands(createFloor());
