import { type FrontAnswer, RefusedAnswer } from './dialect.ts';

/** Checks the status line. @throws RefusedAnswer */
export function expectStatus(answer: FrontAnswer, status = 200): void {
  if (answer.status !== status) {
    throw new RefusedAnswer(`The gateway answered HTTP ${answer.status}, expected ${status}.`);
  }
}

/** Checks the media type, parameters aside. @throws RefusedAnswer */
export function expectType(answer: FrontAnswer, ...types: string[]): void {
  const got = answer.headers['content-type'] ?? 'none';
  const media = got.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(media)) {
    throw new RefusedAnswer(`The answer's Content-Type is ${got}, expected ${types.join(' or ')}.`);
  }
}

/** Text that begins with `CON ` (the session goes on) or `END ` (it is over). @throws RefusedAnswer */
export function readConEnd(answer: FrontAnswer): { text: string; open: boolean } {
  expectStatus(answer);
  expectType(answer, 'text/plain');
  const word = answer.body.slice(0, 4);
  if (word !== 'CON ' && word !== 'END ') {
    throw new RefusedAnswer(
      `The answer begins with ${JSON.stringify(answer.body.slice(0, 20))}, expected "CON " or "END ".`,
    );
  }
  return { text: answer.body.slice(4), open: word === 'CON ' };
}

/** The JSON object of an answer. @throws RefusedAnswer */
export function readJsonObject(answer: FrontAnswer): Record<string, unknown> {
  expectStatus(answer);
  expectType(answer, 'application/json');
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch (error) {
    throw new RefusedAnswer(`The answer is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RefusedAnswer('The answer is JSON but not an object.');
  }
  return value as Record<string, unknown>;
}

type Kinds = { string: string; boolean: boolean; number: number };

/** A field of the answer that must be there, of this type. @throws RefusedAnswer */
export function expectField<K extends keyof Kinds>(
  object: Readonly<Record<string, unknown>>,
  name: string,
  kind: K,
): Kinds[K] {
  const value = object[name];
  if (typeof value !== kind) {
    throw new RefusedAnswer(
      `The answer's ${name} is ${JSON.stringify(value) ?? 'missing'}, expected a ${kind}.`,
    );
  }
  return value as Kinds[K];
}

/** Fields that must come back as they were sent. @throws RefusedAnswer */
export function expectEcho(
  object: Readonly<Record<string, unknown>>,
  sent: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(sent)) {
    if (object[name] !== value) {
      const got = JSON.stringify(object[name]) ?? 'missing';
      throw new RefusedAnswer(
        `The answer's ${name} is ${got}, expected ${JSON.stringify(value)} as it was sent.`,
      );
    }
  }
}

/** The end of a session is answered with 200, whatever the body. @throws RefusedAnswer */
export function expectAcknowledged(answer: FrontAnswer): void {
  expectStatus(answer);
}
