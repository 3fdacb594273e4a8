// What the notification of a share tells its holder of payment, duties and publicity. Pure.

import { addMonths, formatDay } from '../../kernel/legal-time.js';
import { deadlinesOf } from '../awards/leg-life.rules.js';
import { AGREEMENT_THRESHOLD_CENTS } from '../calls/agreement-models.rules.js';
import type { PaymentCondition, TrancheKind } from '../calls/payment-settings.js';
import { isPrivateHolder } from '../calls/private-holder.rules.js';
import type { DecidedShare, Decision } from './decision.js';
import type { ShareTold } from './letter-data.js';

const TRANCHES: Readonly<Record<TrancheKind, string>> = { ADVANCE: 'Avance', INSTALMENT: 'Acompte', BALANCE: 'Solde' };

/** A report is owed within six months after the year for which the share was granted (loi 2000-321, article 10). */
const reportDueOn = (year: number): string => addMonths(`${year}-12-31`, 6);

function conditionOf({ kind, report, document, day }: PaymentCondition, year: number, { documents }: DecidedShare): string {
  switch (kind) {
    case 'SIGNATURE':
      return 'dès la notification';
    case 'START':
      return 'une fois constaté le commencement du projet';
    case 'REPORT':
      return `une fois accepté le compte rendu financier de ${report === 'PREVIOUS' ? year - 1 : year}`;
    case 'DOCUMENT':
      return `une fois reçue la pièce « ${documents.find(({ code }) => code === document)?.label ?? document ?? ''} »`;
    case 'DATE':
      return `à partir du ${formatDay(`${year}-${day ?? '01-01'}`, 'fr')}`;
  }
}

export function shareTold(share: DecidedShare, { holderType }: Pick<Decision, 'holderType'>): ShareTold {
  const { notifiedOn, delegation, agreementSignedOn, order, summary, startsOn, endsOn, payments } = share;
  const deadlines = deadlinesOf({ notifiedOn });
  const years = [...new Set(payments.map(({ year }) => year))];
  return {
    notifiedOn,
    payBefore: deadlines?.payBefore ?? '',
    publishBefore: deadlines?.publishBefore ?? '',
    delegation,
    agreementSignedOn,
    order,
    commitment: { number: share.commitmentNumber, date: share.commitmentDate },
    object: { summary: summary ?? '', startsOn, endsOn },
    privateHolder: isPrivateHolder(holderType),
    publishedAboveCents: String(AGREEMENT_THRESHOLD_CENTS),
    payments: payments.map(({ year, kind, cents, expectedOn, conditions }) => ({
      year,
      label: TRANCHES[kind],
      cents: String(cents),
      expectedOn,
      conditions: conditions.map((condition) => conditionOf(condition, year, share)),
    })),
    reports: years.map((year) => ({ year, dueOn: reportDueOn(year) })),
  };
}
