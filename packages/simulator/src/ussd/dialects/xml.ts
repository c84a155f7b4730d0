import { RefusedAnswer } from './dialect.ts';

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Character data of this element itself. */
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Character data or an attribute's value as it stands in XML. Line feeds of attributes would become spaces. */
export function escapeXml(text: string): string {
  const named = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
  return named.replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Reads a small XML document: elements, attributes, text, the five entities and numeric references.
 *
 * @throws RefusedAnswer for anything else, such as a document type
 */
export function readXml(source: string): XmlElement {
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  const body = source.replace(/^\uFEFF/, '').replace(/^<\?xml\s[^?]*\?>\s*/, '');
  const token =
    /<(?:(\/)([\w:.-]+)\s*|([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/)?)>|([^<]+)|(<)/gy;
  for (const match of body.matchAll(token)) {
    const [, closing, closedName, name, attributes = '', selfClosed, text, stray] = match;
    const current = open.at(-1) ?? document;
    if (stray !== undefined) {
      throw new RefusedAnswer(`The XML has a markup at ${match.index} that no answer has.`);
    }
    if (text !== undefined) current.text += resolveEntities(text);
    else if (closing !== undefined) {
      if (current.name !== closedName || current === document) {
        throw new RefusedAnswer(`The XML closes ${closedName} where ${current.name || 'nothing'} is open.`);
      }
      open.pop();
    } else if (name !== undefined) {
      const element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (selfClosed === undefined) open.push(element);
    }
  }
  const [root, ...others] = document.children;
  if (!root || others.length > 0 || open.length > 1 || document.text.trim() !== '') {
    throw new RefusedAnswer('The answer is not one whole XML element.');
  }
  return root;
}

/** The only child of this name. @throws RefusedAnswer when there is none or more than one */
export function childOf(element: XmlElement, name: string): XmlElement {
  const found = element.children.filter((child) => child.name === name);
  const [child] = found;
  if (!child || found.length > 1) {
    throw new RefusedAnswer(`The XML element ${element.name} has ${found.length} ${name}, expected one.`);
  }
  return child;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of source.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (Object.hasOwn(attributes, name)) throw new RefusedAnswer(`The XML has the attribute ${name} twice.`);
    // A line feed that stands in an attribute as such reads as a space (XML 1.0 section 3.3.3).
    attributes[name] = resolveEntities((double ?? single ?? '').replace(/[\r\n\t]/g, ' '));
  }
  return attributes;
}

function resolveEntities(text: string): string {
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? characterOf(name) : null;
    if (character === null) throw new RefusedAnswer(`The XML has ${whole}, which is no entity of XML.`);
    return character;
  });
}

function characterOf(name: string): string | null {
  const [, hex, decimal] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  if (hex === undefined && decimal === undefined)
    return Object.hasOwn(entities, name) ? (entities[name] ?? null) : null;
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}
