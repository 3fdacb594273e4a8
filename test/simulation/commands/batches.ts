import type { Act, Answered, Kind } from '../act.js';
import { dossierOf, findPayment, funderOf, paymentsOf, today, type Batch, type Model, type Payment } from '../model/model.js';
import { serves, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import type { Role } from '../../../src/kernel/actor.js';
import { someone } from './aim.js';
import { recordPayment, recordRejection, refusedBack } from '../model/payment-acts.js';

const ACCOUNTANTS: readonly Role[] = ['STATE_ACCOUNTANT', 'CNAF_ACCOUNTANT', 'PARTNER_ACCOUNTANT'];
const DEBTOR = { name: 'Caf de la Lozère', iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' };

/** Orders that no batch holds, those on which the accountant has an interest left out. */
const waiting = (model: Model, funder: string, by: Person): Payment[] =>
  model.dossiers
    .filter((dossier) => !dossier.interested.includes(by.name))
    .flatMap(paymentsOf)
    .filter((one) => one.funder === funder && one.state === 'ORDERED' && !one.batched)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const create: Kind = {
  name: 'put orders in a batch',
  weight: 3,
  aim(model, people, draw): Act | undefined {
    const ripe = model.funders.filter(({ code, accountant }) =>
      people.some((one) => one.roles.includes(accountant) && waiting(model, code, one).length > 0),
    );
    const { code, accountant } = draw.chance(90) && ripe.length > 0 ? draw.pick(ripe) : draw.pick(model.funders);
    if (ripe.length === 0 && !draw.chance(15)) return undefined;
    const by = someone(people, draw, accountant);
    return {
      kind: this.name,
      about: `${code} by ${by.name}`,
      by,
      path: `/v1/calls/${model.callId}/funders/${code}/payment-batches`,
      body: { executionOn: today(model), debtor: DEBTOR },
      dossiers: [],
      readsFirst: true,
      whenRaced: [409],
      // The orders alone: held with them, a payment that is none would let the other act by.
      locks: [{ table: 'payment', ids: waiting(model, code, by).map(({ id }) => id) }],
      judge: (now) =>
        verdictOn({
          person: by,
          roles: ACCOUNTANTS,
          sees: serves(by, accountant),
          may: true,
          from: true,
          unmet: [waiting(now, code, by).length === 0 && 'ordersWaiting'],
          created: true,
        }),
      apply(now, { body }) {
        const payments = waiting(now, code, by);
        for (const payment of payments) payment.batched = true;
        now.batches.push({
          id: String(body.id),
          funder: code,
          lines: payments.map(({ dossier, year, position, account, bankReference }) => ({
            dossier,
            year,
            position,
            account: account!,
            number: bankReference,
          })),
          returns: [],
        });
      },
      wrong(now, { body }) {
        const payments = now.batches.at(-1)!.lines.map((line) => findPayment(now, { ...line, funder: code }));
        const total = payments.reduce((sum, { liquidated }) => sum + (liquidated ?? 0n), 0n);
        const found = `${String(body.orders)} orders, ${String((body.total as { cents?: number } | undefined)?.cents)} cents`;
        const expected = `${payments.length} orders, ${total} cents`;
        return found === expected ? undefined : `the batch holds ${found}, not ${expected}`;
      },
    };
  },
};

interface ReturnLine {
  readonly payment: Payment;
  readonly account: number;
  readonly result: 'PAID' | 'REJECTED';
  readonly day: string;
}

/** What becomes of a line; the model moves on with it. */
function outcomeOf(model: Model, { payment, account, result, day }: ReturnLine, by: Person): string {
  const { state, valueDate, reference, orderedOn, attempt, rejected } = payment;
  if (result === 'PAID' && state === 'PAID' && valueDate === day && reference === 'VIR-LOT') return 'ALREADY_APPLIED';
  if (result === 'REJECTED' && (state === 'REJECTED_BY_BANK' || (rejected === account && attempt > 1))) return 'ALREADY_APPLIED';
  if (state !== 'ORDERED' && !(result === 'REJECTED' && state === 'PAID')) return 'REFUSED transition-not-allowed';
  const duty = payment.duties[by.name];
  if (duty !== undefined && duty !== 'ACCOUNTANT') return 'REFUSED dutiesSeparated';
  if (result === 'PAID' && (day > today(model) || day < (orderedOn ?? ''))) return 'REFUSED paymentIdentified';
  const back = result === 'REJECTED' && refusedBack(model, payment);
  if (back !== false) return `REFUSED ${back}`;
  if (result === 'PAID') recordPayment({ model, payment, by }, day, 'VIR-LOT');
  else recordRejection({ model, payment, by });
  return 'APPLIED';
}

const outcomesIn = ({ body }: Answered): string[] =>
  (body.lines as { outcome: string; code: string | null }[]).map(({ outcome, code }) =>
    code === null ? outcome : `${outcome} ${code}`,
  );

const receive: Kind = {
  name: 'receive a file of returns',
  weight: 4,
  aim(model, people, draw): Act | undefined {
    const open = model.batches.filter(({ lines, funder }) =>
      lines.some((line) => findPayment(model, { ...line, funder }).state === 'ORDERED'),
    );
    const batch = draw.chance(85) ? draw.any(open) : draw.any(model.batches);
    if (batch === undefined) return undefined;
    const place = model.batches.indexOf(batch);
    const { funder, lines } = batch;
    const { accountant } = funderOf(model, funder);
    const by = someone(people, draw, accountant);
    const again = draw.chance(25) ? batch.returns.at(-1)?.file : undefined;
    const rows = lines
      .filter(() => draw.chance(70))
      .map(({ number }) => {
        const rejected = draw.chance(15);
        const day = draw.chance(92) ? today(model) : '2031-01-01';
        return `${number};${rejected ? 'REJECTED' : 'PAID'};${rejected ? '' : day};${rejected ? '' : 'VIR-LOT'};${rejected ? 'Compte clos' : ''}`;
      });
    const file = again ?? `Paiement;Résultat;Date de valeur;Référence;Motif\r\n${rows.join('\r\n')}`;
    let expected: readonly string[] = [];
    return {
      kind: this.name,
      about: `for batch ${place} of ${funder} by ${by.name}, ${again === undefined ? rows.length : 'the same'} lines`,
      by,
      path: `/v1/calls/${model.callId}/funders/${funder}/payment-batches/${batch.id}/returns`,
      body: file,
      headers: { 'content-type': 'text/csv' },
      dossiers: [...new Set(lines.map(({ dossier }) => dossier))],
      locks: [],
      several: true,
      judge(now) {
        const free = lines.every(({ dossier }) => !dossierOf(now, dossier).interested.includes(by.name));
        return verdictOn({ person: by, roles: ACCOUNTANTS, sees: serves(by, accountant) && free, may: true, from: true });
      },
      apply(now, answered) {
        const known = now.batches[place]!.returns.find((one) => one.file === file);
        expected = known?.outcomes ?? linesOf(now, now.batches[place]!, file).map((line) => outcomeOf(now, line, by));
        if (known === undefined) now.batches[place]!.returns.push({ file, outcomes: outcomesIn(answered) });
      },
      wrong(_, answered, retried) {
        const found = outcomesIn(answered);
        const same = (outcome: string, index: number): boolean =>
          outcome === expected[index] || (retried && outcome === 'ALREADY_APPLIED' && expected[index] === 'APPLIED');
        return found.length === expected.length && found.every(same)
          ? undefined
          : `the lines became [${found.join()}], not [${expected.join()}]`;
      },
    };
  },
};

function linesOf(model: Model, { lines, funder }: Batch, file: string): ReturnLine[] {
  return file
    .split('\r\n')
    .slice(1)
    .filter((row) => row !== '')
    .map((row) => {
      const [number, result, day = ''] = row.split(';');
      const line = lines.find((one) => one.number === number)!;
      return {
        payment: findPayment(model, { ...line, funder }),
        account: line.account,
        result: result as 'PAID' | 'REJECTED',
        day,
      };
    });
}

export const batchKinds: readonly Kind[] = [create, receive];
