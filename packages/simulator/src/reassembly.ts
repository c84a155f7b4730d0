/** One part of a long message: the reference and totals of its UDH or SAR fields, numbered from 1. */
export interface PartOf {
  reference: number;
  sequence: number;
  total: number;
}

/** A submit or deliver as the phone's radio hears it: one part, or a whole short message (`part` null). */
export interface RadioMessage {
  from: string;
  to: string;
  text: string;
  encoding: string;
  flash: boolean;
  messageId: string;
  systemId: string;
  part: PartOf | null;
}

/** Ids kept of one message, so that a part repeated without end cannot fill the memory. */
const maxIds = 1_000;

/** The parts of one long message so far. Of a part heard twice the first text is kept, and both ids. */
export interface Assembly {
  from: string;
  total: number;
  parts: Map<number, string>;
  messageIds: string[];
}

/** Joins parts as a phone does: by sender, recipient, reference and total, in any order. Oldest unfinished are let go. */
export class Reassembly {
  readonly #limit: number;
  readonly #open = new Map<string, Assembly>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Adds a part. Returns the assembly when this part completes it, else null. */
  add(message: RadioMessage, part: PartOf): Assembly | null {
    const key = `${message.to}|${message.from}|${part.reference}|${part.total}`;
    let assembly = this.#open.get(key);
    if (!assembly) {
      assembly = { from: message.from, total: part.total, parts: new Map(), messageIds: [] };
      this.#open.set(key, assembly);
      this.#letGoOfOldest();
    }
    if (!assembly.parts.has(part.sequence)) assembly.parts.set(part.sequence, message.text);
    if (assembly.messageIds.length < maxIds) assembly.messageIds.push(message.messageId);
    if (assembly.parts.size < assembly.total) return null;
    this.#open.delete(key);
    return assembly;
  }

  /** Unfinished messages of one number. */
  waitingFor(msisdn: string): Assembly[] {
    const found: Assembly[] = [];
    for (const [key, assembly] of this.#open) if (key.startsWith(`${msisdn}|`)) found.push(assembly);
    return found;
  }

  clear(): void {
    this.#open.clear();
  }

  #letGoOfOldest(): void {
    if (this.#open.size <= this.#limit) return;
    for (const key of this.#open.keys()) {
      this.#open.delete(key);
      return;
    }
  }
}

/** The text of a complete assembly, parts in order. */
export function joinParts(assembly: Assembly): string {
  let text = '';
  for (let sequence = 1; sequence <= assembly.total; sequence += 1)
    text += assembly.parts.get(sequence) ?? '';
  return text;
}
