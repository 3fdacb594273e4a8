import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';

import { Refusal, type JsonObject, type Reason } from '../../kernel/errors.js';
import { faultsOf } from '../../platform/http/validation.js';
import { XLSX, type SheetBody, type SheetMedia } from '../../platform/http/raw-body.js';
import { readCsv, writeCsv, type CsvValue } from '../../platform/sheets/csv.js';
import { columnLetters } from '../../platform/sheets/grid.js';
import { readXlsx } from '../../platform/sheets/xlsx-reader.js';
import { writeXlsx } from '../../platform/sheets/xlsx-writer.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { Budget } from './application-content.js';
import { BudgetDto, YearAmountDto } from './applications.dto.js';
import { ApplicationsService } from './applications.service.js';
import type { ApplicationView } from './applications.views.js';
import { cellFault, readBudget, type SheetBudget } from './budget-sheet-reading.rules.js';
import { COLUMNS, rowsOf, SHEET_NAME, type ColumnKey } from './budget-sheet.rules.js';
import { planSheet } from './plan-sheet.rules.js';
import { PlanReader } from './plan.reader.js';
import { computePlan } from './plan.rules.js';

/** A sheet with more faults than this is not the sheet that was asked for. */
const MOST_FAULTS = 500;

const WIDTHS: Readonly<Record<ColumnKey, number>> = { side: 16, item: 26, year: 9, label: 48, fte: 8, amount: 18 };

export interface SheetFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly version: number;
}

/** The budget as a sheet, out and in. */
@Injectable()
export class BudgetService {
  constructor(
    private readonly reader: PlanReader,
    private readonly applications: ApplicationsService,
  ) {}

  /** No cell is a formula, and amounts are numbers. @throws Refusal not-found outside one's scope */
  async download({ actor, now }: RequestContext, id: string, media: SheetMedia): Promise<SheetFile> {
    const { facts, version } = await this.reader.seen(actor, id);
    const rows = rowsOf(facts.content);
    const name = `budget-${facts.number ?? 'brouillon'}`;
    if (media === XLSX) {
      const columns = COLUMNS.map(({ key, header }) => ({
        header,
        width: WIDTHS[key],
        ...((key === 'amount' || key === 'fte') && { format: '#,##0.00' }),
      }));
      const lines = rows.map(({ side, item, year, label, fte, cents }) => [
        side,
        item,
        year,
        label,
        fte === null ? null : fte / 100,
        cents / 100,
      ]);
      const plan = planSheet(computePlan(facts.content, facts.call.funders));
      return { bytes: await writeXlsx([{ name: SHEET_NAME, columns, rows: lines }, plan], now), name: `${name}.xlsx`, version };
    }
    const header = COLUMNS.map((column) => column.header);
    const lines = rows.map(({ side, item, year, label, fte, cents }): CsvValue[] => [
      side,
      item,
      year === null ? null : { integer: year },
      label,
      fte === null ? null : { hundredths: fte },
      { hundredths: cents },
    ]);
    return { bytes: writeCsv([header, ...lines]), name: `${name}.csv`, version };
  }

  /**
   * Replaces the budget of a draft by that of the file, and what is asked when the file says it: all of it, or nothing.
   * @throws Refusal validation-failed with every faulty cell; then as an edit does
   */
  async upload(context: RequestContext, id: string, { bytes, media }: SheetBody): Promise<Answer<ApplicationView>> {
    const grid = media === XLSX ? await readXlsx(bytes, SHEET_NAME) : readCsv(bytes);
    const sheet = readBudget(grid, columnLetters);
    const { budget, requestedYears } = contentOf(sheet);
    const faults = [...sheet.faults, ...limitFaults(sheet, budget)];
    const empty = [sheet.lines, sheet.requestedYears, sheet.inKind, sheet.inKindCents].every(({ length }) => length === 0);
    if (faults.length === 0 && empty) {
      const message = { fr: 'La feuille ne contient aucune ligne de budget.', en: 'The sheet holds no line of a budget.' };
      faults.push({ rule: 'budgetEmpty', pointer: '/rows', message });
    }
    if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, MOST_FAULTS));
    // The sheet says the whole budget: what it does not hold is emptied, which a merge patch says with null.
    const { lines, inKind = null, inKindCents = null } = budget;
    const patch = { budget: { lines, inKind, inKindCents }, ...(requestedYears.length > 0 && { requestedYears }) };
    return this.applications.edit(context, id, patch as unknown as JsonObject);
  }
}

function contentOf({ lines, inKind, inKindCents, requestedYears }: SheetBudget) {
  const [sum] = inKindCents;
  const budget = {
    lines: lines.map(({ value }) => value),
    ...(inKind.length > 0 && { inKind: inKind.map(({ value }) => value) }),
    ...(sum !== undefined && { inKindCents: sum.value }),
  } as Budget & BudgetDto;
  return { budget, requestedYears: requestedYears.map(({ value }) => value) };
}

const KEY_OF: Readonly<Record<string, ColumnKey>> = { year: 'year', label: 'label', cents: 'amount', fte: 'fte' };

/** The limits of the same fields in a JSON body, told of the cell where each was read. */
function limitFaults(sheet: SheetBudget, budget: Budget): Reason[] {
  const { columns } = sheet;
  const asked = sheet.requestedYears.flatMap(({ value }, index) =>
    faultsOf(plainToInstance(YearAmountDto, value)).map((fault) => ({
      ...fault,
      pointer: `/requestedYears/${index}${fault.pointer ?? ''}`,
    })),
  );
  const rest = faultsOf(plainToInstance(BudgetDto, budget));
  return [...rest, ...asked].map((fault) => {
    const [, list = '', index = '', field = ''] = (fault.pointer ?? '').split('/');
    const placed = { lines: sheet.lines, inKind: sheet.inKind, requestedYears: sheet.requestedYears }[list]?.[Number(index)];
    const key = list === 'inKindCents' ? 'amount' : KEY_OF[field];
    const row = list === 'inKindCents' ? sheet.inKindCents[0]?.row : placed?.row;
    if (row === undefined || key === undefined) return { ...fault, pointer: '/rows' };
    const column = columns.get(key);
    const { fr, en } = fault.message;
    const sentence = { fr: fr.replace(/\.$/, ''), en: en.replace(/\.$/, '') };
    return cellFault(row, key, column === undefined ? undefined : columnLetters(column), sentence);
  });
}
