// A message is written once, as paragraphs; its plain and HTML forms are made from them.

export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  /** Paragraphs; a list is one item a line. */
  readonly body: readonly (string | readonly string[])[];
  readonly closing: string;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

export function plainText({ greeting, body, closing }: Letter): string {
  const block = (part: string | readonly string[]): string =>
    typeof part === 'string' ? part : part.map((item) => `- ${item}`).join('\n');
  return [greeting, ...body.map(block), closing].join('\n\n') + '\n';
}

/** No image, no link but the text's own, no style sheet: read the same everywhere, by a screen reader too. */
export function htmlText(letter: Letter, language: string): string {
  const block = (part: string | readonly string[]): string =>
    typeof part === 'string'
      ? `<p>${escapeHtml(part).replace(/\n/g, '<br>')}</p>`
      : `<ul>${part.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
  const content = [letter.greeting, ...letter.body, letter.closing].map(block).join('\n');
  return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(letter.subject)}</title></head>\n<body>\n${content}\n</body></html>\n`;
}
