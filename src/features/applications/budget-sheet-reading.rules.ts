// Reads the rows of a sheet as a budget. Everything wrong is told at once, row and column named; nothing is half read.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Cell, Grid, GridRow } from '../../platform/sheets/grid.js';
import type { BudgetLine, InKindLine, YearAmount } from './application-content.js';
import { FAMILIES, FAMILY_LABELS, NATURE_LABELS, NATURES } from './budget-labels.rules.js';
import { COLUMNS, SIDE_LABELS, type ColumnKey, type Side } from './budget-sheet.rules.js';
import { fold, readHundredths, readText, readYear, type Read } from './sheet-values.rules.js';

const HEADER_WITHIN = 20;

/** A code, its French name, and other words for it, folded. */
function dictionary<K extends string>(
  labels: Readonly<Record<K, string>>,
  more: Readonly<Record<string, K>> = {},
): Map<string, K> {
  const entries = (Object.entries(labels) as [K, string][]).flatMap(([code, label]): [string, K][] => [
    [fold(label), code],
    [fold(code), code],
  ]);
  return new Map([...entries, ...Object.entries(more)]);
}
const SIDES = dictionary<Side>(SIDE_LABELS, { depenses: 'EXPENSE', charge: 'EXPENSE', recettes: 'INCOME', produit: 'INCOME' });
const NATURE_OF = dictionary(NATURE_LABELS);
const FAMILY_OF = dictionary(FAMILY_LABELS);

/** Something read, and the row it was read on. */
export interface Placed<T> {
  readonly row: number;
  readonly value: T;
}
export interface SheetBudget {
  readonly lines: readonly Placed<BudgetLine>[];
  readonly requestedYears: readonly Placed<YearAmount>[];
  readonly inKind: readonly Placed<InKindLine>[];
  readonly inKindCents: readonly Placed<number>[];
  readonly columns: ReadonlyMap<ColumnKey, number>;
  /** Everything that is wrong, cell by cell; nothing is to be stored unless it is empty. */
  readonly faults: readonly Reason[];
}

/** "Ligne 12, colonne F (Montant) : …", at /rows/12/amount. */
export function cellFault(row: number, key: ColumnKey, column: string | undefined, { fr, en }: Bilingual): Reason {
  const header = COLUMNS.find((one) => one.key === key)?.header ?? '';
  const [of, at] = column === undefined ? ['', ''] : [`, colonne ${column}`, `, column ${column}`];
  return {
    rule: 'budgetCell',
    pointer: `/rows/${row}/${key}`,
    message: { fr: `Ligne ${row}${of} (${header}) : ${fr}.`, en: `Row ${row}${at} (${header}): ${en}.` },
  };
}

const rowFault = (row: number, rule: string, fr: string, en: string): Reason => ({
  rule,
  pointer: `/rows/${row}`,
  message: { fr: `Ligne ${row} : ${fr}.`, en: `Row ${row}: ${en}.` },
});

interface Header {
  readonly row: number;
  readonly columns: Map<ColumnKey, number>;
}

/** The first row that names the columns; titles may stand above it. */
function headerOf(rows: readonly GridRow[]): Header | undefined {
  for (const { number, cells } of rows.slice(0, HEADER_WITHIN)) {
    const columns = new Map<ColumnKey, number>();
    for (const [column, cell] of cells) {
      const word = cell.kind === 'text' ? fold(cell.text) : '';
      const known = COLUMNS.find(({ read }) => read.includes(word));
      if (known !== undefined && !columns.has(known.key)) columns.set(known.key, column);
    }
    if (COLUMNS.every(({ key }) => key === 'fte' || columns.has(key))) return { row: number, columns };
  }
  return undefined;
}

const NOTHING = { lines: [], requestedYears: [], inKind: [], inKindCents: [], columns: new Map<ColumnKey, number>() };

/** Reads every row, and tells everything that is wrong at once. `letters` names a column as people see it. */
export function readBudget({ rows, merges }: Grid, letters: (column: number) => string): SheetBudget {
  const header = headerOf(rows);
  if (header === undefined) {
    const names = COLUMNS.filter(({ key }) => key !== 'fte').map(({ header: name }) => name);
    const fr = `Une ligne d’en-tête doit nommer les colonnes : ${names.join(', ')} (et ETP si besoin).`;
    const en = `A header row must name the columns: ${names.join(', ')} (and ETP if needed).`;
    return { ...NOTHING, faults: [{ rule: 'budgetHeader', pointer: '/rows/1', message: { fr, en } }] };
  }
  const { columns } = header;
  const used = [...columns.values()];
  const data = rows.filter(({ number, cells }) => number > header.row && used.some((column) => cells.has(column)));
  const last = data.at(-1)?.number ?? 0;
  const faults: Reason[] = [];
  const fused = merges.filter(
    ({ top, bottom, left, right }) =>
      bottom > header.row && top <= last && used.some((column) => column >= left && column <= right),
  );
  for (const { top, left, bottom, right } of fused) {
    const range = `${letters(left)}${top}:${letters(right)}${bottom}`;
    const [fr, en] = [`défusionnez les cellules ${range} et remplissez chacune`, `unmerge the cells ${range} and fill in each`];
    faults.push(rowFault(top, 'budgetMerged', fr, en));
  }
  const read = {
    lines: [] as Placed<BudgetLine>[],
    requestedYears: [] as Placed<YearAmount>[],
    inKind: [] as Placed<InKindLine>[],
    inKindCents: [] as Placed<number>[],
  };
  for (const row of data) {
    if (fused.some(({ top, bottom }) => row.number >= top && row.number <= bottom)) continue;
    const cellAt = (key: ColumnKey): Cell | undefined => row.cells.get(columns.get(key) ?? 0);
    if (isTotal(cellAt('side')) || (cellAt('side') === undefined && isTotal(cellAt('label') ?? cellAt('item')))) continue;
    if (row.hidden) {
      const [fr, en] = ['la ligne est masquée : affichez-la, ou supprimez-la', 'the row is hidden: show it, or delete it'];
      faults.push(rowFault(row.number, 'budgetHidden', fr, en));
      continue;
    }
    readRow(row.number, cellAt, read, (key, sentence) => {
      const column = columns.get(key);
      faults.push(cellFault(row.number, key, column === undefined ? undefined : letters(column), sentence));
    });
  }
  return { ...read, columns, faults: [...faults, ...repeated(read)] };
}

/** A total that somebody added is passed over: it is computed here, never read. */
const isTotal = (cell: Cell | undefined): boolean => cell?.kind === 'text' && /^(sous-|sous )?total/.test(fold(cell.text));

type Fault = (key: ColumnKey, sentence: Bilingual) => void;
interface Reading {
  readonly lines: Placed<BudgetLine>[];
  readonly requestedYears: Placed<YearAmount>[];
  readonly inKind: Placed<InKindLine>[];
  readonly inKindCents: Placed<number>[];
}

const choices = (labels: readonly string[]): Bilingual => ({
  fr: `écrivez ${labels.join(', ')}`,
  en: `write one of ${labels.join(', ')}`,
});

function readRow(row: number, cellAt: (key: ColumnKey) => Cell | undefined, into: Reading, fault: Fault): void {
  const given = <T>(key: ColumnKey, read: (cell: Cell) => Read<T>): T | undefined => {
    const cell = cellAt(key);
    if (cell === undefined) return undefined;
    const result = read(cell);
    if ('value' in result) return result.value;
    fault(key, result.fault);
    return undefined;
  };
  const needed = <T>(key: ColumnKey, read: (cell: Cell) => Read<T>): T | undefined => {
    if (cellAt(key) === undefined) fault(key, { fr: 'remplissez cette cellule', en: 'fill in this cell' });
    return given(key, read);
  };
  const chosen = <K extends string>(key: ColumnKey, words: ReadonlyMap<string, K>, labels: readonly string[]): K | undefined => {
    const cell = cellAt(key);
    const code = cell?.kind === 'text' ? words.get(fold(cell.text)) : undefined;
    if (code === undefined) fault(key, choices(labels));
    return code;
  };

  const side = chosen('side', SIDES, Object.values(SIDE_LABELS));
  const cents = needed('amount', readHundredths);
  const year = side === 'IN_KIND' ? given('year', readYear) : needed('year', readYear);
  const place = <T>(value: T): Placed<T> => ({ row, value });
  if (side === 'REQUESTED') {
    if (year !== undefined && cents !== undefined) into.requestedYears.push(place({ year, cents }));
    return;
  }
  if (side === 'IN_KIND') {
    if (cellAt('year') === undefined) {
      if (cents !== undefined) into.inKindCents.push(place(cents));
      return;
    }
    const label = needed('label', readText);
    if (year !== undefined && label !== undefined && cents !== undefined) into.inKind.push(place({ year, label, cents }));
    return;
  }
  const label = needed('label', readText);
  if (side === undefined) return;
  const nature =
    side === 'EXPENSE'
      ? chosen(
          'item',
          NATURE_OF,
          NATURES.map((code) => NATURE_LABELS[code]),
        )
      : undefined;
  const family =
    side === 'INCOME'
      ? chosen(
          'item',
          FAMILY_OF,
          FAMILIES.map((code) => FAMILY_LABELS[code]),
        )
      : undefined;
  const fte = given('fte', readHundredths);
  if (fte !== undefined && (side === 'INCOME' || (nature !== undefined && nature !== 'STAFF'))) {
    fault('fte', { fr: 'seule une dépense de personnel a des ETP', en: 'only a staff expense has FTE' });
  }
  if (year === undefined || label === undefined || cents === undefined || (nature ?? family) === undefined) return;
  const item = nature === undefined ? { family } : { nature };
  into.lines.push(place({ side, ...item, year, label, cents, ...(fte !== undefined && { fte }) }));
}

/** A year is asked for once, and what comes in kind is one sum or lines. */
function repeated({ requestedYears, inKind, inKindCents }: Reading): Reason[] {
  const years = requestedYears.map(({ value }) => value.year);
  const twice = requestedYears.filter(({ value }, index) => years.indexOf(value.year) !== index);
  const sums = inKind.length > 0 ? inKindCents : inKindCents.slice(1);
  return [
    ...twice.map(({ row, value: { year } }) =>
      rowFault(
        row,
        'budgetRepeated',
        `l’aide demandée pour ${year} est déjà écrite plus haut`,
        `the aid for ${year} is already above`,
      ),
    ),
    ...sums.map(({ row }) =>
      rowFault(
        row,
        'budgetRepeated',
        'donnez une année à chaque contribution en nature, ou une seule somme pour toutes',
        'give each contribution in kind a year, or one sum for all',
      ),
    ),
  ];
}
