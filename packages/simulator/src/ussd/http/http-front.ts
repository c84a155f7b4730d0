import { Agent } from 'node:http';
import { readNumber, readText } from '../../read-input.ts';
import type { Call, Dialect, Dialogue } from '../dialects/dialect.ts';
import type { UssdFront } from '../front.ts';
import { keptLines } from '../kept-lines.ts';
import { HttpLine } from './http-line.ts';
import { type FrontProof, readProof } from './proof.ts';

/** What all fronts over HTTP are told. */
export interface HttpFrontSettings {
  /** The gateway's address for this connector, such as `http://127.0.0.1:8080/ussd/<token>`. */
  url: string;
  /** How long the operator waits for an answer, in milliseconds, default 15,000. */
  timeoutMs?: number;
  proof?: FrontProof;
  /** Options of the dialect. */
  options?: object;
}

/** What the lines of a front share. */
export interface HttpFrontTools {
  open(call: Call): Dialogue;
  /** The gateway's address when the front was opened, and now. */
  url: string;
  movedTo: string;
  timeoutMs: number;
  proof: FrontProof;
  agent: Agent;
  nextNumber(): number;
}

/** An operator that asks over HTTP. Throws `InvalidInput` for settings its dialect cannot use. */
export function openHttpFront(
  name: string,
  dialect: Dialect,
  settings: Readonly<Record<string, unknown>>,
  nextNumber: () => number,
): UssdFront {
  const url = readUrl(settings.url);
  const agent = new Agent({ keepAlive: true });
  const tools: HttpFrontTools = {
    url,
    movedTo: url,
    open: dialect.start(settings.options ?? {}, 'options', url),
    timeoutMs:
      settings.timeoutMs === undefined
        ? 15_000
        : readNumber(settings.timeoutMs, 'timeoutMs', 1, 600_000, 'milliseconds'),
    proof: readProof(settings.proof ?? {}, 'proof'),
    agent,
    nextNumber,
  };
  return {
    name,
    adapter: dialect.id,
    line: keptLines((msisdn) => new HttpLine(msisdn, tools)),
    moveTo: (next) => {
      tools.movedTo = readUrl(next);
    },
    close: () => agent.destroy(),
  };
}

const whatUrl = 'the gateway\'s address for the connector, such as "http://127.0.0.1:8080/ussd/<token>"';

function readUrl(value: unknown): string {
  const url = readText(value, 'url', whatUrl);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) readText(null, 'url', whatUrl);
  return url;
}
