import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind } from '../act.js';
import type { Draw } from '../draw.js';
import { reduce, currentYear } from '../model/awards.js';
import {
  balance,
  daysFrom,
  dossierOf,
  envelopeOf,
  findPayment,
  funderOf,
  legOf,
  today,
  type Funder,
  type Model,
  type Payment,
} from '../model/model.js';
import {
  ceilingPassed,
  refusedBack,
  creditsOpen,
  legRunning,
  otherAccount,
  pays,
  recordPayment,
  recordRejection,
  separated,
  step,
  type Context,
  type Input,
} from '../model/payment-acts.js';
import { accountFor, amountOf, blocksOf, clear, conditionsMet, reviewNow } from '../model/payments.js';
import { actsIn, EXAMINERS, OFFICERS, seesPayment } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { allPayments, lockOf, someone, target } from './aim.js';

interface PaymentKind {
  readonly event: string;
  readonly name: string;
  readonly weight: number;
  readonly from: readonly string[];
  readonly roles: readonly Role[];
  readonly role: (funder: Funder) => Role;
  readonly ripe?: (model: Model, payment: Payment) => boolean;
  input?(draw: Draw, model: Model, payment: Payment): Input;
  body?(input: Input): object;
  unmet(context: Context): (string | false)[];
  apply(context: Context): void;
}

const orderer = ({ officer }: Funder): Role => officer;
const accountant = (funder: Funder): Role => funder.accountant;
const ACCOUNTANTS: readonly Role[] = ['STATE_ACCOUNTANT', 'CNAF_ACCOUNTANT', 'PARTNER_ACCOUNTANT'];

const ENDED = ['COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER'];

/** So many of a hundred; of one cent, one. */
function partOf(planned: bigint, percent: number): bigint {
  const cents = (planned * BigInt(percent)) / 100n;
  return cents === 0n ? 1n : cents;
}

const KINDS: readonly PaymentKind[] = [
  {
    event: 'certify',
    name: 'certify a payment',
    weight: 12,
    from: ['DUE'],
    roles: [...EXAMINERS, 'PARTNER_OFFICER'],
    role: ({ certifier }) => certifier,
    unmet: (context) => [
      legRunning(context),
      !conditionsMet(context.model, context.payment) && 'conditionsMet',
      creditsOpen(context),
      separated('EXAMINER', context),
    ],
    apply: ({ payment, by }) => {
      payment.duties[by.name] = 'EXAMINER';
      step(payment, 'PERFORMANCE_CERTIFIED');
    },
  },
  {
    event: 'liquidate',
    name: 'liquidate a payment',
    weight: 12,
    from: ['PERFORMANCE_CERTIFIED'],
    roles: OFFICERS,
    role: orderer,
    // An instalment whole is above the ceiling.
    input: (draw, model, { planned, kind }) => ({
      day: today(model),
      ...(draw.chance(kind === 'INSTALMENT' ? 90 : 40) && {
        cents: draw.chance(15) ? planned + 1n : partOf(planned, (kind === 'INSTALMENT' ? 20 : 50) + draw.below(51)),
      }),
    }),
    body: ({ cents }) => (cents === undefined ? {} : { cents: Number(cents) }),
    unmet: (context) => {
      const { payment, leg, input } = context;
      const cents = input.cents ?? payment.planned;
      return [
        legRunning(context),
        creditsOpen(context),
        separated('ORDERER', context),
        cents > payment.planned && 'withinTranche',
        ceilingPassed(leg, payment, cents) && 'withinCeilings',
      ];
    },
    apply: ({ payment, by, input }) => {
      payment.liquidated = input.cents ?? payment.planned;
      payment.duties[by.name] = 'ORDERER';
      step(payment, 'LIQUIDATED');
    },
  },
  {
    event: 'order',
    name: 'order a payment',
    weight: 12,
    from: ['LIQUIDATED'],
    roles: OFFICERS,
    role: orderer,
    unmet: (context) => {
      const { model, payment } = context;
      const dossier = dossierOf(model, payment.dossier);
      return [
        legRunning(context),
        creditsOpen(context),
        balance(dossier, payment.funder, payment.year, 'COMMITTED') < amountOf(payment) && 'committedEnough',
        accountFor(model, dossier) === undefined && 'bankDetailsKnown',
        otherAccount(context),
        separated('ORDERER', context),
      ];
    },
    apply: (context) => {
      const { model, payment, by } = context;
      pays(context, 'COMMITTED', 'ORDERED');
      Object.assign(payment, {
        orderedOn: today(model),
        account: accountFor(model, dossierOf(model, payment.dossier)) ?? null,
        batched: false,
      });
      payment.duties[by.name] = 'ORDERER';
      step(payment, 'ORDERED');
    },
  },
  {
    event: 'pay',
    name: 'pay an order',
    weight: 6,
    from: ['ORDERED'],
    roles: ACCOUNTANTS,
    role: accountant,
    input: (draw, model) => ({ day: daysFrom(today(model), draw.chance(85) ? 0 : draw.below(5) - 3) }),
    body: ({ day }) => ({ valueDate: day, reference: 'VIR-1' }),
    unmet: (context) => {
      const { model, payment, input } = context;
      return [
        separated('ACCOUNTANT', context),
        (input.day > today(model) || input.day < (payment.orderedOn ?? '')) && 'paymentIdentified',
      ];
    },
    apply: (context) => recordPayment(context, context.input.day, 'VIR-1'),
  },
  {
    event: 'reject',
    name: 'record a rejection of the bank',
    weight: 2,
    from: ['ORDERED', 'PAID'],
    roles: ACCOUNTANTS,
    role: accountant,
    ripe: (model, { state, funder, year, dossier }) =>
      state === 'ORDERED' ||
      (state === 'PAID' &&
        (envelopeOf(model, funder, year).state === 'CLOSED' ||
          balance(dossierOf(model, dossier), funder, year, 'RECOVERED') > 0n)),
    body: () => ({ reason: 'Compte clôturé' }),
    unmet: (context) => {
      const duty = separated('ACCOUNTANT', context);
      // Credits are moved once all the rules are met.
      return duty !== false ? [duty] : [refusedBack(context.model, context.payment)];
    },
    apply: (context) => recordRejection(context),
  },
  {
    event: 'reissue',
    name: 'issue a payment again',
    weight: 3,
    from: ['REJECTED_BY_BANK'],
    roles: OFFICERS,
    role: orderer,
    ripe: (model, payment) => accountFor(model, dossierOf(model, payment.dossier)) !== payment.rejected,
    unmet: (context) => [legRunning(context), otherAccount(context)],
    apply: ({ payment }) => {
      clear(payment);
      payment.attempt += 1;
      payment.batched = false;
      step(payment, 'DUE');
    },
  },
  {
    event: 'hold',
    name: 'hold a payment',
    weight: 1,
    from: ['PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED'],
    roles: OFFICERS,
    role: orderer,
    body: () => ({ cause: 'SIRET_CLOSED', reason: 'SIRET fermé' }),
    unmet: () => [],
    apply: ({ payment }) => {
      payment.heldCause = 'SIRET_CLOSED';
      step(payment, 'HELD');
    },
  },
  {
    event: 'release',
    name: 'release a payment',
    weight: 3,
    from: ['HELD'],
    roles: OFFICERS,
    role: orderer,
    ripe: (model, payment) => !(blocksOf(model, payment) as (string | null)[]).includes(payment.heldCause),
    unmet: ({ model, payment }) => [(blocksOf(model, payment) as (string | null)[]).includes(payment.heldCause) && 'causeOver'],
    apply: ({ model, payment }) => {
      clear(payment);
      payment.heldCause = null;
      step(payment, 'PLANNED');
      reviewNow(model, [payment]);
    },
  },
  {
    event: 'cancel',
    name: 'cancel a payment',
    weight: 1,
    from: ['PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'HELD', 'REJECTED_BY_BANK', 'ORDERED'],
    roles: OFFICERS,
    role: orderer,
    ripe: (_, { state }) => state === 'ORDERED' || state === 'REJECTED_BY_BANK',
    body: () => ({ reason: 'Erreur' }),
    unmet: ({ payment }) => [payment.state === 'ORDERED' && payment.batched && 'notAtTheBank'],
    apply: (context) => {
      const { model, payment, leg } = context;
      if (payment.state === 'ORDERED') pays(context, 'ORDERED', 'COMMITTED');
      payment.heldCause = null;
      step(payment, 'CANCELLED');
      // The share is over: nothing of it is promised any more.
      if (leg.state === 'RENOUNCED' || leg.state === 'LAPSED')
        reduce(model, dossierOf(model, payment.dossier), leg, currentYear(model));
      else if (ENDED.includes(leg.state)) reduce(model, dossierOf(model, payment.dossier), leg);
    },
  },
];

function commandOf(own: PaymentKind): Kind {
  const { event, from, roles, role, ripe = () => true, unmet, apply } = own;
  return {
    name: own.name,
    weight: own.weight,
    aim(model, people, draw): Act | undefined {
      const found = target(draw, allPayments(model), (one) => from.includes(one.state) && ripe(model, one));
      if (found === undefined) return undefined;
      const { id, version, funder, dossier, year, position } = found;
      const place = { dossier, funder, year, position };
      const payer = funderOf(model, funder);
      const by = someone(people, draw, role(payer));
      const input = own.input?.(draw, model, found) ?? { day: today(model) };
      const context = (now: Model): Context => ({
        model: now,
        payment: findPayment(now, place),
        leg: legOf(now, dossier, funder),
        by,
        input,
      });
      return {
        kind: own.name,
        about: `${funder} ${year}/${position} of dossier ${dossier} by ${by.name}${input.cents === undefined ? '' : ` of ${input.cents}`}`,
        by,
        path: `/v1/payments/${id}/${event}`,
        body: own.body?.(input) ?? {},
        ifMatch: version,
        dossiers: [dossier],
        locks: [...(event === 'cancel' ? [lockOf.envelopes(model)] : []), ...lockOf.payments(model, found)],
        judge(now) {
          const { payment } = context(now);
          const dossierNow = dossierOf(now, dossier);
          return verdictOn({
            person: by,
            roles,
            sees: seesPayment(by, dossierNow, payer),
            may: actsIn(by, dossierNow, role(payer)),
            version: [version, payment.version],
            from: from.includes(payment.state),
            unmet: unmet(context(now)),
          });
        },
        apply: (now) => apply(context(now)),
      };
    },
  };
}

export const paymentKinds: readonly Kind[] = KINDS.map(commandOf);
