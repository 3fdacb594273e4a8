import type { FileType } from '../../kernel/file-types.js';
import type { Finding } from './findings.js';

/** UTF-8 or a Western 8-bit encoding: what spreadsheets save. UTF-16 has NULs, and is refused with the way out. */
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;
const MARKUP_IN_TEXT = /<(?:script|html|head|body|svg|iframe|object|embed|img|!doctype|\?xml|\?php)[\s>/]|<\?(?:xml|php)/i;
/** A spreadsheet would run it: at the beginning of a cell, quoted or not. */
const FORMULA = /(?:^|[\n\r;,\t])[ "']*(?:[=@]|[+-][^\n\r;,\t]*[|!(])/;

/** A pass over a text. */
export class TextPass {
  private readonly found = new Set<Finding>();
  private first = true;

  constructor(private readonly type: FileType) {}

  look(text: string): void {
    if (NO_TEXT.test(text) || MARKUP_IN_TEXT.test(text)) this.found.add('textPlain');
    // A window in the middle of the file does not begin at the beginning of a cell.
    const cells = this.first ? text.replace(/^\u00ef\u00bb\u00bf/, '') : `.${text}`;
    if (this.type === 'csv' && FORMULA.test(cells)) this.found.add('tableWithoutFormulas');
    this.first = false;
  }

  findings(): Iterable<Finding> {
    return this.found;
  }
}
