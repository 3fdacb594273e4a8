// What time alone brings about, in the order in which the periodic jobs do it.

import { daysFrom, dossierOf, today, type Model, type Payment } from './model.js';
import { conditionsMet, follow, reviewOf, type Review } from './payments.js';

export function lapseOffers(model: Model): void {
  for (const { awards } of model.dossiers)
    for (const { offer } of awards)
      if (offer?.state === 'OFFERED' && today(model) > offer.dueOn)
        Object.assign(offer, { state: 'LAPSED', version: offer.version + 1 });
}

export function expireReserve(model: Model): void {
  for (const dossier of model.dossiers)
    if (dossier.state === 'RESERVE' && dossier.expiresOn !== null && today(model) > dossier.expiresOn)
      Object.assign(dossier, { state: 'REFUSED', version: dossier.version + 1 });
}

const REMINDER_DAYS = 15;

const TO_SIGN = ['SENT', 'SIGNED_BY_HOLDER', 'AGREED'];

/** Of agreements and of amendments. */
export function remindSigners(model: Model): void {
  for (const { awards } of model.dossiers)
    for (const paper of awards.flatMap(({ agreements, amendments }) => [...agreements, ...amendments]))
      if (TO_SIGN.includes(paper.state) && today(model) >= daysFrom(paper.waitingSince!, REMINDER_DAYS))
        Object.assign(paper, { version: paper.version + 1, waitingSince: today(model) });
}

/** Payments that the job reads at once. */
const PAGE = 200;

function isWatched(model: Model, { state, heldCause, expectedOn, conditions }: Payment): boolean {
  if (state === 'DUE' || state === 'PERFORMANCE_CERTIFIED' || state === 'LIQUIDATED') return true;
  if (state === 'HELD') return heldCause === 'LEG_SUSPENDED' || heldCause === 'CREDITS_CLOSED' || heldCause === 'BANK_DETAILS';
  const tomorrow = new Date(model.now + 86_400_000).toISOString().slice(0, 10);
  return state === 'PLANNED' && (expectedOn <= tomorrow || conditions.some(({ kind }) => kind === 'REPORT'));
}

/** The job looks at the payments of all the calls in the order of their ids, a page at a time; an act decides anew. */
export function reviewPayments(models: readonly Model[]): void {
  const all = models
    .flatMap((model) =>
      model.dossiers.flatMap(({ awards }) =>
        awards.flatMap(({ legs }) => legs.flatMap((leg) => leg.payments.map((payment) => ({ model, payment })))),
      ),
    )
    .sort((a, b) => (a.payment.id < b.payment.id ? -1 : 1));
  let rest = all;
  for (;;) {
    const page = rest.filter(({ model, payment }) => isWatched(model, payment)).slice(0, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    rest = rest.slice(rest.indexOf(last) + 1);
    const seen = page.map(({ model, payment }) => ({ model, payment, review: reviewOf(model, payment) }));
    for (const { model, payment, review } of seen.sort(inOrder))
      if (review !== undefined && stillHolds(model, payment, review)) follow(payment, review);
  }
}

interface Seen {
  readonly model: Model;
  readonly payment: Payment;
}
const placeOf = ({ model, payment }: Seen): number => model.funders.findIndex(({ code }) => code === payment.funder);
/** Of a page, the first years first, then by the place of the funder. */
const inOrder = (one: Seen, other: Seen): number =>
  one.payment.year - other.payment.year ||
  placeOf(one) - placeOf(other) ||
  one.payment.position - other.payment.position ||
  (one.payment.id < other.payment.id ? -1 : 1);

/** Another payment of the dossier may have moved since the page was read. */
function stillHolds(model: Model, payment: Payment, review: Review): boolean {
  if (dossierOf(model, payment.dossier).state !== 'AWARDED') throw new Error('a payment is watched of a dossier that is over');
  return review !== 'fallDue' || conditionsMet(model, payment);
}
