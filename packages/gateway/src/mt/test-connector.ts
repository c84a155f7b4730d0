import {
  type Connector,
  type OutboundSms,
  type PartId,
  partsToSend,
  type SubmitOutcome,
} from '#core/connector.ts';

export type Submitted = { readonly sms: OutboundSms; answer(outcome: SubmitOutcome): void };

/** An operator in memory: shows what it was given, and answers when told to, or at once by `answerAll`. */
export class TestConnector implements Connector {
  readonly id: number;
  readonly name = 'test operator';
  readonly statusFamily = 'smpp';
  readonly throughput: number;
  readonly supportsFlash = true;
  /** Everything submitted, in order. */
  readonly submitted: Submitted[] = [];
  /** Decides on each message as soon as it is submitted; null waits for `answer`. */
  answerAll: ((sms: OutboundSms) => SubmitOutcome) | null = null;
  isUp = true;
  windowSize: number;
  /** Slots taken and not released. */
  used = 0;

  constructor({ id = 1, window = 10, throughput = 0 } = {}) {
    this.id = id;
    this.windowSize = window;
    this.throughput = throughput;
  }

  get texts(): string[] {
    return this.submitted.map(({ sms }) => sms.text);
  }

  get ids(): string[] {
    return this.submitted.map(({ sms }) => sms.messageId);
  }

  /** The submit of a text that came last. */
  of(text: string): Submitted {
    const found = this.submitted.findLast(({ sms }) => sms.text === text);
    if (!found) throw new Error(`"${text}" was not submitted, only ${JSON.stringify(this.texts)}`);
    return found;
  }

  start(): void {}
  async stop(): Promise<void> {}
  cut(): void {
    this.isUp = false;
  }
  binds(): readonly never[] {
    return [];
  }
  window(): number {
    return this.isUp ? this.windowSize : 0;
  }
  free(): number {
    return Math.max(0, this.window() - this.used);
  }
  release(parts: number): void {
    this.used -= parts;
    if (this.used < 0) throw new Error(`${-this.used} slots were released that were never taken`);
  }
  submit(sms: OutboundSms, done: (outcome: SubmitOutcome) => void): void {
    if (this.free() === 0) throw new Error('submitted although nothing is free');
    this.used += partsToSend(sms);
    let answered = false;
    const answer = (outcome: SubmitOutcome) => {
      if (answered) throw new Error('one submit has one answer');
      answered = true;
      done(outcome);
    };
    this.submitted.push({ sms, answer });
    const { answerAll } = this;
    if (answerAll) queueMicrotask(() => answer(answerAll(sms)));
  }
}

/** Operator ids for all parts that are still to be sent: `<prefix>-<part>`. */
export function accepted(sms: OutboundSms, prefix: string = sms.messageId): SubmitOutcome {
  const ids: PartId[] = [];
  for (let part = 1; part <= sms.parts; part++)
    if (!sms.partsDone.includes(part)) ids.push({ part, operatorId: `${prefix}-${part}` });
  return { kind: 'accepted', ids };
}
