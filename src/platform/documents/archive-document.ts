// A document written once and kept: the same blocks give its plain text (what a mail carries, word for word) and its PDF.

export interface ArchiveColumn {
  readonly title: string;
  /** Of the width, 0 to 1. */
  readonly share: number;
  /** Amounts are set to the right. */
  readonly right?: boolean;
}

export type ArchiveBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly columns: readonly ArchiveColumn[]; readonly rows: readonly (readonly string[])[] };

export interface ArchiveDocument {
  /** Also the subject of the mail. */
  readonly title: string;
  readonly author: string;
  /** At the foot of each page. */
  readonly reference: string;
  /** Date of the document, and of the file: nothing in it depends on when it is drawn. */
  readonly at: Date;
  readonly blocks: readonly ArchiveBlock[];
}

/** A line a row of a table, each cell under its column's name. */
function rowText(columns: readonly ArchiveColumn[], row: readonly string[]): string {
  return row.map((cell, index) => `${columns[index]?.title ?? ''} : ${cell}`).join(' ; ');
}

/** The paragraphs of the document without its title. */
export function paragraphsOf({ blocks }: Pick<ArchiveDocument, 'blocks'>): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'title') return [];
    if (block.kind === 'list') return block.items.map((item) => `– ${item}`);
    if (block.kind === 'table') return block.rows.map((row) => rowText(block.columns, row));
    return [block.text];
  });
}

/** Paragraphs apart by an empty line. */
export const plainTextOf = (document: Pick<ArchiveDocument, 'blocks'>): string => paragraphsOf(document).join('\n\n');
