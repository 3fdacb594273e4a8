// What the money of a call asks somebody to look at. Computed each time: no alert is forgotten, and none outlives its cause. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { daysBetween } from '../../kernel/legal-time.js';
import { formatEuros } from '../../kernel/money.js';
import type { LateReports } from '../reports/late-reports.reader.js';
import type { MissingDocument } from '../payments/documents-owed.store.js';
import { gapOf, whyBehind, type EnvelopeCredits, type FundingRow } from './funding.rules.js';

export const FUNDING_ALERTS = [
  'CREDITS_UNUSED',
  'RESERVATIONS_UNDECIDED',
  'COMMITMENTS_UNPAID',
  'REPORT_LATE',
  'DOCUMENT_MISSING',
  'PARITY_BROKEN',
] as const;
export type FundingAlertCode = (typeof FUNDING_ALERTS)[number];

export interface FundingAlert {
  readonly code: FundingAlertCode;
  readonly sentence: Bilingual;
  readonly cents: bigint;
  /** Of an envelope: its funder and year. */
  readonly funderCode: string | null;
  readonly year: number | null;
  /** Days until the budget year ends; negative once it is over. */
  readonly daysLeft: number | null;
  readonly applicationId: string | null;
  /** Why a funder is behind: see `whyBehind`; the code of a missing document. */
  readonly reasons: readonly string[];
}

/** Open envelopes whose budget year ends within `days` days of a day, or has ended: what they still hold that is not paid. */
export function creditAlerts(envelopes: readonly EnvelopeCredits[], day: string, days: number): FundingAlert[] {
  return envelopes.flatMap(({ closed, funderCode, funderName, year, unused, reserved, unpaid }) => {
    const daysLeft = daysBetween(day, `${year}-12-31`);
    if (closed || daysLeft > days) return [];
    const name = `${funderName} ${year}`;
    const when: Bilingual =
      daysLeft < 0
        ? { fr: `l’année est terminée depuis ${-daysLeft} j`, en: `the year ended ${-daysLeft} days ago` }
        : { fr: `l’année se termine dans ${daysLeft} j`, en: `the year ends in ${daysLeft} days` };
    const found: readonly [FundingAlertCode, bigint, Bilingual, Bilingual][] = [
      [
        'CREDITS_UNUSED',
        unused,
        { fr: 'sans emploi', en: 'unused' },
        {
          fr: 'sélectionnez un dossier de la réserve, ou rendez ces crédits',
          en: 'select from the reserve, or give these credits back',
        },
      ],
      [
        'RESERVATIONS_UNDECIDED',
        reserved,
        { fr: 'réservés et non décidés', en: 'reserved and not decided' },
        { fr: 'décidez ces parts, ou libérez-les', en: 'decide these shares, or free them' },
      ],
      [
        'COMMITMENTS_UNPAID',
        unpaid,
        { fr: 'engagés et non payés', en: 'committed and not paid' },
        { fr: 'payez-les, ou demandez leur report', en: 'pay them, or ask for them to be carried over' },
      ],
    ];
    return found
      .filter(([, sum]) => sum > 0n)
      .map(([code, sum, what, advice]) => ({
        code,
        sentence: {
          fr: `Enveloppe ${name} : ${formatEuros(sum)} ${what.fr}, ${when.fr} ; ${advice.fr}.`,
          en: `Envelope ${name}: ${formatEuros(sum)} ${what.en}, ${when.en}; ${advice.en}.`,
        },
        cents: sum,
        funderCode,
        year,
        daysLeft,
        applicationId: null,
        reasons: [],
      }));
  });
}

/** Reports that are late, year by year: their shares are suspended, and what waits for them is not paid. */
export function lateReportAlerts(late: readonly LateReports[]): FundingAlert[] {
  return late.map(({ year, reports, cents: sum }) => ({
    code: 'REPORT_LATE',
    sentence: {
      fr: `Comptes rendus financiers de ${year} en retard : ${reports}, pour ${formatEuros(sum)} accordés ; relancez les porteurs.`,
      en: `Financial reports of ${year} late: ${reports}, for ${formatEuros(sum)} granted; press the holders.`,
    },
    cents: sum,
    funderCode: null,
    year,
    daysLeft: null,
    applicationId: null,
    reasons: [],
  }));
}

/** Documents that payments wait for whose day has come. */
export function documentAlerts(missing: readonly MissingDocument[]): FundingAlert[] {
  return missing.map(({ code, label, dossiers, cents: sum }) => ({
    code: 'DOCUMENT_MISSING',
    sentence: {
      fr: `Pièce « ${label} » manquante : ${dossiers} dossier(s), ${formatEuros(sum)} à payer qui l’attendent ; relancez les porteurs.`,
      en: `Document "${label}" missing: ${dossiers} application(s), ${formatEuros(sum)} to be paid wait for it; press the holders.`,
    },
    cents: sum,
    funderCode: null,
    year: null,
    daysLeft: null,
    applicationId: null,
    reasons: [code],
  }));
}

/** A dossier whose funders are not level. */
export function parityAlert({ id, label, gaps }: FundingRow): FundingAlert {
  const gap = gapOf(gaps);
  const why = (language: 'fr' | 'en'): string =>
    gaps.map(({ reason, cents: sum }) => `${whyBehind(reason)[language]} (${formatEuros(sum)})`).join(', ');
  return {
    code: 'PARITY_BROKEN',
    sentence: {
      fr: `Dossier ${label ?? ''} : un financeur est en retrait de ${formatEuros(gap)} sur l’autre : ${why('fr')}.`,
      en: `Application ${label ?? ''}: one funder is ${formatEuros(gap)} behind the other: ${why('en')}.`,
    },
    cents: gap,
    funderCode: null,
    year: null,
    daysLeft: null,
    applicationId: id,
    reasons: gaps.map(({ reason }) => reason),
  };
}
