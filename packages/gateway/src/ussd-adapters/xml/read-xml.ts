import { SaxesParser } from 'saxes';
import { UnreadableHop } from '#core/ussd-adapter.ts';
import { decodeXml } from './decode-xml.ts';

/** An element without namespace prefixes: operators' software differs in them where it means the same. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text and CDATA, without that of its children. */
  readonly text: string;
};

type Growing = XmlElement & { attributes: Map<string, string>; children: XmlElement[]; text: string };

const MOST_DEPTH = 32;
/** Elements, attributes and pieces of text. */
const MOST_NODES = 2_000;
/** References to entities and characters together. */
const MOST_REFERENCES = 1_000;

/** Markup declarations, DOCTYPE among them: what begins with `<!` and is neither a comment nor CDATA. */
const DECLARATION = /<!(?!--|\[CDATA\[)/;

/**
 * Reads a small XML document of an operator.
 *
 * No markup declaration is accepted, so no entity but the five of XML itself can exist; size, depth, nodes and references
 * are bounded, and reading stops at the first bound that is passed.
 *
 * @throws UnreadableHop with a sentence that holds nothing of the document
 */
export function readXml(bytes: Buffer): XmlElement {
  const document = decodeXml(bytes);
  // Before parsing, so that it does not depend on the parser; a comment that holds a declaration is refused with it.
  if (DECLARATION.test(document)) throw new UnreadableHop('The XML holds a DOCTYPE or another declaration.');
  // Every reference has an ampersand, of whatever kind it is; those in CDATA are counted with them.
  if (countAmpersands(document) > MOST_REFERENCES) {
    throw new UnreadableHop(`The XML holds more than ${MOST_REFERENCES} references.`);
  }
  return parse(document);
}

function parse(document: string): XmlElement {
  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true });
  const open: Growing[] = [];
  let root: XmlElement | null = null;
  let attributes = new Map<string, string>();
  let nodes = 0;

  const count = () => {
    nodes += 1;
    if (nodes > MOST_NODES) throw new UnreadableHop(`The XML has more than ${MOST_NODES} nodes.`);
  };
  const addText = (text: string) => {
    count();
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };

  parser.on('error', () => {
    throw new UnreadableHop(
      `The XML is not well-formed near line ${parser.line}, column ${parser.columnIndex + 1}.`,
    );
  });
  parser.on('processinginstruction', () => {
    throw new UnreadableHop('The XML holds a processing instruction.');
  });
  parser.on('attribute', ({ name, value }) => {
    count();
    if (!isNamespace(name)) attributes.set(localName(name), value);
  });
  parser.on('opentagstart', () => {
    count();
    if (open.length >= MOST_DEPTH) {
      throw new UnreadableHop(`The XML is nested more than ${MOST_DEPTH} deep.`);
    }
    attributes = new Map();
  });
  parser.on('opentag', ({ name }) => {
    const element: Growing = { name: localName(name), attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (text) => {
    if (open.length > 0) addText(text);
  });
  parser.on('cdata', addText);

  parser.write(document).close();
  if (root === null) throw new UnreadableHop('The XML holds no element.');
  return root;
}

function countAmpersands(document: string): number {
  let count = 0;
  for (let at = document.indexOf('&'); at !== -1; at = document.indexOf('&', at + 1)) count += 1;
  return count;
}

function isNamespace(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
