// Walks an XML part of a workbook once, from left to right: no tree, no entity of the document's own, no way to be slow on purpose.

interface XmlVisitor {
  /** Names come without their prefix. A tag closed at once is opened, then closed. */
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const SPACE = /\s/;

export class MalformedXml extends Error {}

function unescape(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** @throws MalformedXml for what is no XML, and for a document type: no workbook has one */
export function scanXml(xml: string, visitor: XmlVisitor): void {
  let at = 0;
  const until = (mark: string, from: number): number => {
    const found = xml.indexOf(mark, from);
    if (found === -1) throw new MalformedXml(`no ${mark}`);
    return found;
  };
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    if (next !== at) visitor.text(unescape(xml.slice(at, next === -1 ? xml.length : next)));
    if (next === -1) return;
    if (xml.startsWith('<!--', next)) at = until('-->', next + 4) + 3;
    else if (xml.startsWith('<![CDATA[', next)) {
      const end = until(']]>', next + 9);
      visitor.text(xml.slice(next + 9, end));
      at = end + 3;
    } else if (xml.startsWith('<?', next)) at = until('?>', next + 2) + 2;
    else if (xml.startsWith('<!', next)) throw new MalformedXml('document type');
    else if (xml.startsWith('</', next)) {
      const end = until('>', next);
      visitor.close(localName(xml.slice(next + 2, end).trimEnd()));
      at = end + 1;
    } else at = openTag(xml, next + 1, visitor);
  }
}

/** From the first letter of a tag's name; returns where the text after it begins. */
function openTag(xml: string, start: number, visitor: XmlVisitor): number {
  let at = start;
  const skipSpace = (): void => {
    while (at < xml.length && SPACE.test(xml.charAt(at))) at += 1;
  };
  const word = (): string => {
    const from = at;
    while (at < xml.length && !/[\s=/>]/.test(xml.charAt(at))) at += 1;
    if (at === from) throw new MalformedXml('name expected');
    return localName(xml.slice(from, at));
  };
  const name = word();
  const attributes = new Map<string, string>();
  for (;;) {
    skipSpace();
    const sign = xml.charAt(at);
    if (sign === '>') {
      visitor.open(name, attributes);
      return at + 1;
    }
    if (sign === '/' && xml.charAt(at + 1) === '>') {
      visitor.open(name, attributes);
      visitor.close(name);
      return at + 2;
    }
    const key = word();
    skipSpace();
    if (xml.charAt(at) !== '=') throw new MalformedXml('= expected');
    at += 1;
    skipSpace();
    const quote = xml.charAt(at);
    const end = quote === '"' || quote === "'" ? xml.indexOf(quote, at + 1) : -1;
    if (end === -1) throw new MalformedXml('quote expected');
    attributes.set(key, unescape(xml.slice(at + 1, end)));
    at = end + 1;
  }
}
