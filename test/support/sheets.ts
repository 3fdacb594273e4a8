import type { Cell, Grid } from '../../src/platform/sheets/grid.js';

const valueOf = (cell: Cell | undefined): unknown =>
  cell?.kind === 'text' ? cell.text : cell?.kind === 'number' ? cell.value : undefined;

/** Texts and numbers of the first columns of a sheet as it was read, headings first; undefined where a cell holds nothing. */
export function cellsOf({ rows }: Grid, columns: number): unknown[][] {
  return rows.map(({ cells }) => Array.from({ length: columns }, (_, index) => valueOf(cells.get(index + 1))));
}
