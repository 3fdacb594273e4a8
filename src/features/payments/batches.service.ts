import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import { CSV, type SheetBody } from '../../platform/http/raw-body.js';
import { viewMoney } from '../../platform/http/views.js';
import { readCsv, writeCsv } from '../../platform/sheets/csv.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { bulkRow } from '../../platform/workflow/bulk.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { mayBeFunderCode } from '../calls/call-facts.js';
import { accountFaults, compact } from './bank-details.rules.js';
import { recordReading } from './bank-details.store.js';
import type { BatchListView, BatchView, CreateBatchDto, ReturnView } from './batches.dto.js';
import {
  createBatch,
  findBatch,
  findReturn,
  insertReturn,
  ordersOf,
  readBatches,
  type BatchOrder,
  type BatchRow,
} from './batches.store.js';
import { findFunder, type FunderOfCall } from './payment-acts.store.js';
import { PaymentBinding } from './payment.binding.js';
import { accountantDepartments } from './payment-scope.rules.js';
import { findPayment } from './payment.store.js';
import { paymentNumber } from './payment.views.js';
import { readReturns, type LineResult, type ReturnLine } from './returns.rules.js';

export interface BatchAddress {
  readonly callId: string;
  readonly code: string;
}

export interface BatchFile {
  readonly bytes: Buffer;
  /** ASCII, of ours. */
  readonly name: string;
}

/** Orders given to the bank together, by the accountant of their funder, and what the bank answers. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly payments: PaymentBinding,
  ) {}

  /** @throws Refusal not-found for another funder's accountant; rule-not-met when nothing waits, or the account is wrong */
  async create(context: RequestContext, address: BatchAddress, asked: CreateBatchDto): Promise<Answer<BatchView>> {
    const { actor, now } = context;
    const { callId, code } = address;
    try {
      return await this.acts.perform(context, async (tx) => {
        const funder = mayBeFunderCode(code) ? await findFunder(tx.db, callId, code) : undefined;
        const departments = funder === undefined ? [] : ownDepartments(actor, funder);
        if (departments.length === 0) throw new Refusal('not-found');
        const { name, iban, bic } = asked.debtor;
        const faults = accountFaults({ iban, bic, accountHolder: name });
        if (faults.length > 0)
          throw new Refusal(
            'rule-not-met',
            undefined,
            faults.map((fault) => ({ ...fault, pointer: `/debtor${fault.pointer?.replace('accountHolder', 'name') ?? ''}` })),
          );
        const id = await createBatch(tx, {
          callId,
          funderCode: code,
          executionOn: asked.executionOn,
          debtor: { name, iban: compact(iban), bic: compact(bic) },
          departments,
          by: actor.personId,
          now,
        });
        const batch = id === undefined ? undefined : await findBatch(tx.db, callId, code, id);
        if (batch === undefined) {
          const message = {
            fr: 'Aucun ordre n’attend d’être mis en lot dans votre ressort.',
            en: 'No order waits for a batch within your territory.',
          };
          throw new Refusal('rule-not-met', undefined, [{ rule: 'ordersWaiting', message }]);
        }
        return { body: view(batch), status: 201, location: `/v1/calls/${callId}/funders/${code}/payment-batches/${batch.id}` };
      });
    } catch (error) {
      // Another batch took the same orders, or the same number, at the same moment.
      if (isUniqueViolation(error)) throw new Refusal('conflict');
      throw error;
    }
  }

  /** One query. */
  async list({ actor }: RequestContext, { callId, code }: BatchAddress): Promise<Answer<BatchListView>> {
    const where = Prisma.sql`b.call_id = ${callId}::uuid AND b.funder_code = ${code}`;
    const batches = mayBeFunderCode(code) ? await readBatches(this.database.read, where) : [];
    const seen = batches.filter((batch) => sees(actor, batch));
    if (seen.length === 0 && !(await this.funderSeen(actor, { callId, code }))) throw new Refusal('not-found');
    return { body: { items: seen.map(view) } };
  }

  async one({ actor }: RequestContext, address: BatchAddress, id: string): Promise<Answer<BatchView>> {
    return { body: view(await this.seen(actor, address, id)) };
  }

  /** Account numbers leave whole: who asked for them is recorded. */
  async file({ actor, now }: RequestContext, address: BatchAddress, id: string, form: 'csv' | 'xml'): Promise<BatchFile> {
    const batch = await this.seen(actor, address, id);
    const orders = await ordersOf(this.database.read, id);
    await this.database.transaction((tx) =>
      recordReading(
        tx,
        orders.map(({ bankDetailsId }) => bankDetailsId),
        actor.personId,
        now,
      ),
    );
    const name = `paiements-${batch.funderCode.toLowerCase()}-${batch.number}.${form}`;
    if (form === 'csv') return { bytes: csvOf(batch, orders), name };
    // The writer of XML is loaded once it is asked for: an API that starts needs none.
    const { writePain001 } = await import('./pain001.js');
    return { bytes: writePain001(batch, orders), name };
  }

  /**
   * Applies each line as the accountant's own act, in a transaction of its own: a line that cannot be is told with its number and the rest
   * is done. The same file changes nothing, and answers what it answered.
   */
  async returns(
    context: RequestContext,
    address: BatchAddress,
    id: string,
    { bytes, media }: SheetBody,
  ): Promise<Answer<ReturnView>> {
    const answered = await this.acts.answered<ReturnView>(context);
    if (answered !== undefined) return answered;
    const { actor, now, locale } = context;
    const batch = await this.seen(actor, address, id);
    if (!serves(actor, batch)) throw new Refusal('forbidden');
    const hash = sha256Hex(bytes);
    const known = await findReturn(this.database.read, id, hash);
    const results = known?.results ?? (await this.apply(context, batch, bytes, media));
    const body = viewReturn(results, known !== undefined, locale);
    return this.acts.perform(context, async (tx) => {
      if (known === undefined) await insertReturn(tx, { batchId: id, hash, results, by: actor.personId, at: now });
      return { body };
    });
  }

  private async apply(context: RequestContext, batch: BatchRow, bytes: Buffer, media: string): Promise<LineResult[]> {
    const read = media === CSV ? readReturns(readCsv(bytes)) : undefined;
    if (read === undefined) {
      const message = {
        fr: 'Envoyez un CSV dont la première ligne nomme les colonnes : Paiement;Résultat;Date de valeur;Référence;Motif.',
        en: 'Send a CSV whose first line names the columns: Payment;Result;Value date;Reference;Reason.',
      };
      throw new Refusal('validation-failed', undefined, [{ rule: 'returnColumns', pointer: '/rows/1', message }]);
    }
    const orders = new Map((await ordersOf(this.database.read, batch.id)).map((order) => [paymentNumber(order.number), order]));
    const results: LineResult[] = [...read.faults];
    for (const line of read.lines) results.push(await this.applyLine(context, line, orders.get(line.payment)));
    return results.sort((a, b) => a.line - b.line);
  }

  private async applyLine(context: RequestContext, line: ReturnLine, order: BatchOrder | undefined): Promise<LineResult> {
    const told = { line: line.line, payment: line.payment };
    if (order === undefined) {
      const message = {
        fr: `Ligne ${line.line} : ce paiement n’est pas dans le lot.`,
        en: `Line ${line.line}: this payment is not in the batch.`,
      };
      return { ...told, outcome: 'REFUSED', code: 'notInBatch', message };
    }
    const done = await findPayment(this.database.read, order.paymentId);
    const same =
      line.result === 'PAID'
        ? done?.state === 'PAID' && done.trail.valueDate === line.valueDate && done.trail.reference === line.reference
        : done?.state === 'REJECTED_BY_BANK' || (done?.facts.rejectedAccountId === order.bankDetailsId && done.facts.attempt > 1);
    if (same) return { ...told, outcome: 'ALREADY_APPLIED', code: null, message: null };
    const [event, input] =
      line.result === 'PAID'
        ? (['pay', { valueDate: line.valueDate, reference: line.reference }] as const)
        : (['reject', { reason: line.reason }] as const);
    return bulkRow<LineResult>(
      this.acts,
      context,
      { id: order.paymentId },
      (own) =>
        this.acts.fire(own, this.payments, order.paymentId, event, input, () =>
          Promise.resolve({ body: { ...told, outcome: 'APPLIED', code: null, message: null } }),
        ),
      ({ code, reasons, detail }) => ({
        ...told,
        outcome: 'REFUSED',
        code: reasons[0]?.rule ?? code,
        message: reasons[0]?.message ?? detail ?? null,
      }),
    );
  }

  /** @throws Refusal not-found outside one's scope */
  private async seen(actor: Actor, { callId, code }: BatchAddress, id: string): Promise<BatchRow> {
    const batch = mayBeFunderCode(code) ? await findBatch(this.database.read, callId, code, id) : undefined;
    if (batch === undefined || !sees(actor, batch)) throw new Refusal('not-found');
    return batch;
  }

  private async funderSeen(actor: Actor, { callId, code }: BatchAddress): Promise<boolean> {
    const funder = mayBeFunderCode(code) ? await findFunder(this.database.read, callId, code) : undefined;
    return funder !== undefined && (isAuditor(actor) || ownDepartments(actor, funder).length > 0);
  }
}

const isAuditor = (actor: Actor): boolean => actor.grants.some(({ role }) => role === 'AUDITOR');

/** Departments of the call in which the actor is accountant of the funder. */
const ownDepartments = (actor: Actor, { officerRole, departments }: FunderOfCall): string[] =>
  accountantDepartments(actor, officerRole).filter((department) => departments.includes(department));

/** Accountant of the funder in every department of the batch, without interest in any of its dossiers. */
function serves(actor: Actor, { officerRole, departments, interestedPersonIds }: BatchRow): boolean {
  const own = accountantDepartments(actor, officerRole);
  return departments.every((department) => own.includes(department)) && !interestedPersonIds.includes(actor.personId);
}
const sees = (actor: Actor, batch: BatchRow): boolean => isAuditor(actor) || serves(actor, batch);

function view({ id, number, funderCode, executionOn, debtorName, count, totalCents, createdAt }: BatchRow): BatchView {
  return {
    id,
    number,
    funderCode,
    executionOn,
    debtor: debtorName,
    orders: count,
    total: viewMoney(totalCents),
    createdAt: createdAt.toISOString(),
  };
}

function viewReturn(results: readonly LineResult[], known: boolean, locale: RequestContext['locale']): ReturnView {
  return {
    known,
    applied: results.filter(({ outcome }) => outcome === 'APPLIED').length,
    lines: results.map(({ message, ...line }) => ({ ...line, message: message?.[locale] ?? null })),
  };
}

/** What the bank's own screen asks for; amounts are numbers. */
function csvOf({ executionOn }: BatchRow, orders: readonly BatchOrder[]): Buffer {
  const header = ['Paiement', 'Bénéficiaire', 'IBAN', 'BIC', 'Montant (EUR)', 'Date d’exécution', 'Dossier', 'Année'];
  const lines = orders.map(({ number, accountHolder, iban, bic, cents, applicationNumber, year }) => [
    paymentNumber(number),
    accountHolder,
    iban,
    bic,
    { hundredths: Number(cents) },
    executionOn,
    applicationNumber ?? '',
    { integer: year },
  ]);
  return writeCsv([header, ...lines]);
}
