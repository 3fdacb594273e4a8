// Measures of the dossier on paper, in points, and its faces.

export const MARGIN = 56;
export const FOOTER = 34;
export const WIDTH = 595.28 - 2 * MARGIN;
export const BOTTOM = 841.89 - MARGIN - FOOTER;
export const LABEL_WIDTH = 170;
export const CELL_PADDING = 4;
/** More text than any real dossier has; what is beyond stays in the frozen version. */
export const MOST_CHARACTERS = 600_000;
export const LONGEST_PARAGRAPH = 2_000;

export interface Face {
  readonly font: 'Helvetica' | 'Helvetica-Bold';
  readonly size: number;
  readonly tag: string;
  readonly before: number;
}
export const FACES: Readonly<Record<'title' | 'heading' | 'subheading' | 'text' | 'label' | 'cell' | 'total', Face>> = {
  title: { font: 'Helvetica-Bold', size: 18, tag: 'H1', before: 0 },
  heading: { font: 'Helvetica-Bold', size: 13, tag: 'H2', before: 14 },
  subheading: { font: 'Helvetica-Bold', size: 10.5, tag: 'H3', before: 8 },
  text: { font: 'Helvetica', size: 10, tag: 'P', before: 3 },
  label: { font: 'Helvetica-Bold', size: 10, tag: 'P', before: 3 },
  cell: { font: 'Helvetica', size: 9, tag: 'TD', before: 0 },
  total: { font: 'Helvetica-Bold', size: 9, tag: 'TD', before: 0 },
};
