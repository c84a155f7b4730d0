import { expectStatus, readJsonObject } from '../answers.ts';
import { type FrontAnswer, RefusedAnswer } from '../dialect.ts';
import { childOf, readXml, type XmlElement } from '../xml.ts';

/** Where the screen stands in the gateway's answer, and what keeps the session open. */
export type TemplateScreen =
  /** A word before the text. */
  | { from: 'text'; con: string; end: string }
  /** The body is the text; a header has this value while the session is open. */
  | { from: 'header'; header: string; is: string }
  /** Fields by path, such as `payload.request`. */
  | { from: 'json'; text: string; open: string; is: string | number | boolean }
  /** Child elements of the root. */
  | { from: 'xml'; text: string; open: string; is: string };

/** @throws RefusedAnswer for an answer of another shape */
export function readTemplate(answer: FrontAnswer, screen: TemplateScreen): { text: string; open: boolean } {
  expectStatus(answer);
  switch (screen.from) {
    case 'text':
      return readWord(answer.body, screen);
    case 'header': {
      const got = answer.headers[screen.header.toLowerCase()];
      if (got === undefined) throw new RefusedAnswer(`The header ${screen.header} is missing.`);
      return { text: answer.body, open: got === screen.is };
    }
    case 'json': {
      const body = readJsonObject(answer);
      const text = at(body, screen.text);
      if (typeof text !== 'string') throw new RefusedAnswer(`The answer's ${screen.text} is no text.`);
      return { text, open: at(body, screen.open) === screen.is };
    }
    case 'xml': {
      const root: XmlElement = readXml(answer.body);
      return { text: childOf(root, screen.text).text, open: childOf(root, screen.open).text === screen.is };
    }
  }
}

function readWord(body: string, { con, end }: { con: string; end: string }): { text: string; open: boolean } {
  if (body.startsWith(con)) return { text: body.slice(con.length), open: true };
  if (body.startsWith(end)) return { text: body.slice(end.length), open: false };
  throw new RefusedAnswer(`The answer begins neither with "${con}" nor with "${end}".`);
}

function at(object: Record<string, unknown>, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw new RefusedAnswer(`The answer has no ${path}.`);
    }
    value = Reflect.get(value, name);
  }
  return value;
}
