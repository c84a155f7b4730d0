import {
  CommandStatus,
  chooseEncoding,
  dataCodingFor,
  decodeShortMessage,
  type Encoding,
  EsmClass,
  EsmeLink,
  type LongMethod,
  type PduError,
  type PduInput,
  type PduOf,
  parseReceipt,
  type Receipt,
  type ReconnectOptions,
  RegisteredDelivery,
  type RequestPdu,
  type Session,
  segmentMessage,
} from '@ujumbe/smpp';
import { addressOf } from './smsc/address.ts';

export interface EsmeOptions {
  host?: string;
  port: number;
  systemId: string;
  password: string;
  mode?: 'transceiver' | 'transmitter' | 'receiver';
  /** submit_sm outstanding, default 10. */
  window?: number;
  /** command_status to answer deliver_sm with, default 0 for all; null gives no answer. */
  answerDeliver?: (pdu: PduOf<'deliver_sm'>) => number | null;
  reconnect?: ReconnectOptions;
}

export interface EsmeSubmit {
  from: string;
  to: string;
  text: string;
  encoding?: Encoding;
  flash?: boolean;
  /** registered_delivery, default 1 (final receipt). */
  registeredDelivery?: number;
  method?: LongMethod;
}

export interface SubmitAnswer {
  /** command_status of the answer. */
  status: number;
  messageId: string;
}

export type ReceivedByEsme =
  | { kind: 'receipt'; receipt: Receipt; pdu: PduOf<'deliver_sm'> }
  | { kind: 'mo'; from: string; to: string; text: string; pdu: PduOf<'deliver_sm'> };

/** A customer bound to an SMPP server. */
export interface Esme {
  /** The bound session; null while it is not bound. */
  readonly session: Session | null;
  /** Receipts and MO, oldest first. */
  readonly received: readonly ReceivedByEsme[];
  /** Times it has been bound so far. */
  readonly binds: number;
  /** PDUs of the server that could not be read. */
  readonly pduErrors: readonly PduError[];
  /** One answer per part, in order. Rejects when not bound, on timeout and when the link closes. */
  submit(message: EsmeSubmit): Promise<SubmitAnswer[]>;
  stop(): Promise<void>;
}

/** The submit_sm PDUs of a message, one per part. */
export function buildSubmits(message: EsmeSubmit, reference: number): PduInput<'submit_sm'>[] {
  const encoding = message.encoding ?? chooseEncoding(message.text);
  const source = addressOf(message.from);
  const destination = addressOf(message.to);
  const segments = segmentMessage(message.text, { encoding, reference, method: message.method ?? 'udh8' });
  return segments.map((segment) => ({
    command: 'submit_sm',
    sourceAddrTon: source.ton,
    sourceAddrNpi: source.npi,
    sourceAddr: source.address,
    destAddrTon: destination.ton,
    destAddrNpi: destination.npi,
    destinationAddr: destination.address,
    esmClass: segment.esmClassUdhi ? EsmClass.udhi : 0,
    registeredDelivery: message.registeredDelivery ?? RegisteredDelivery.final,
    dataCoding: dataCodingFor(encoding, undefined, message.flash ?? false),
    shortMessage: segment.shortMessage,
    tlvs: segment.tlvs,
  }));
}

/** Starts a customer's ESME: it binds, and binds again after a lost link. Resolves at once, bound or not. */
export function startEsme(options: EsmeOptions): Esme {
  const received: ReceivedByEsme[] = [];
  const pduErrors: PduError[] = [];
  let binds = 0;
  let reference = 0;
  const link = new EsmeLink(
    {
      host: options.host ?? '127.0.0.1',
      port: options.port,
      bind: {
        mode: options.mode ?? 'transceiver',
        systemId: options.systemId,
        password: options.password,
      },
      session: { window: options.window ?? 10 },
      ...(options.reconnect ? { reconnect: options.reconnect } : {}),
    },
    {
      onBound: () => {
        binds += 1;
      },
      onRequest: (pdu, session) => takeRequest(pdu, session, received, options.answerDeliver ?? (() => 0)),
      onPduError: (error) => pduErrors.push(error),
    },
  );
  link.start();

  return {
    get session() {
      return link.session;
    },
    received,
    pduErrors,
    get binds() {
      return binds;
    },
    submit: async (message) => {
      const { session } = link;
      if (!session) throw new Error(`The ESME ${options.systemId} is not bound to port ${options.port}.`);
      reference += 1;
      const submits = buildSubmits(message, reference & 0xff);
      const answers = await Promise.all(submits.map((submit) => session.request(submit)));
      return answers.map((answer) => ({
        status: answer.status,
        messageId: answer.command === 'submit_sm_resp' ? answer.messageId : '',
      }));
    },
    stop: () => link.stop({ drainMs: 1_000 }),
  };
}

function takeRequest(
  pdu: RequestPdu,
  session: Session,
  received: ReceivedByEsme[],
  answer: (pdu: PduOf<'deliver_sm'>) => number | null,
): void {
  if (pdu.command !== 'deliver_sm') {
    session.nack(pdu.sequence, CommandStatus.ESME_RINVCMDID);
    return;
  }
  const receipt = parseReceipt(pdu);
  if (receipt) {
    received.push({ kind: 'receipt', receipt, pdu });
  } else {
    const { text } = decodeShortMessage(pdu);
    received.push({ kind: 'mo', from: pdu.sourceAddr, to: pdu.destinationAddr, text, pdu });
  }
  const status = answer(pdu);
  if (status !== null) session.respond(pdu, { status });
}
