// Whether an award must be put in an agreement with a funder, and why. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { cents, formatEuros } from '../../kernel/money.js';
import { AGREEMENT_THRESHOLD_CENTS } from '../calls/agreement-models.rules.js';
import type { AgreementSettings } from '../calls/call-settings.js';
import { isPrivateHolder } from '../calls/private-holder.rules.js';

/** Of a call that says nothing. */
const AGREEMENT: AgreementSettings = {
  required: 'BY_LAW',
  form: 'TRIPARTITE',
  order: 'FUNDERS_IN_ORDER',
  reminderDays: 15,
  model: { code: 'standard', version: 1 },
};

export const agreementOf = (settings: AgreementSettings | null | undefined): AgreementSettings => settings ?? AGREEMENT;

export interface AgreementOwed {
  readonly owed: boolean;
  /** LAW prevails over what the call says. */
  readonly by: 'LAW' | 'CALL' | null;
  readonly source: string;
  readonly reasons: readonly Bilingual[];
}

interface OwedFacts {
  readonly holderType: string;
  /** What this one funder pays a year. */
  readonly years: readonly { readonly year: number; readonly cents: bigint }[];
  readonly settings: AgreementSettings | null | undefined;
}

const SOURCE = 'Loi 2000-321, art. 10 ; décret 2001-495, art. 1er';

/**
 * The law asks for one with a private-law holder when one authority pays strictly more than the threshold in a year: each funder and each
 * year apart, never their sum. The call may ask for more.
 */
export function agreementOwed({ holderType, years, settings }: OwedFacts): AgreementOwed {
  const { required, thresholdCents = AGREEMENT_THRESHOLD_CENTS } = agreementOf(settings);
  const threshold = formatEuros(cents(thresholdCents));
  const above = isPrivateHolder(holderType) ? years.filter(({ cents: sum }) => sum > BigInt(thresholdCents)) : [];
  if (above.length > 0) {
    return {
      owed: true,
      by: 'LAW',
      source: SOURCE,
      reasons: above.map(({ year, cents: sum }) => ({
        fr: `${year} : ce financeur verse ${formatEuros(sum)} à un organisme de droit privé, plus de ${threshold} : une convention est obligatoire.`,
        en: `${year}: this funder pays ${formatEuros(sum)} to a private-law body, more than ${threshold}: an agreement is compulsory.`,
      })),
    };
  }
  if (required === 'ALWAYS') {
    return {
      owed: true,
      by: 'CALL',
      source: 'Cahier des charges',
      reasons: [
        { fr: 'L’appel demande une convention pour toute attribution.', en: 'The call asks for an agreement for every award.' },
      ],
    };
  }
  const why = isPrivateHolder(holderType)
    ? {
        fr: `Ce financeur ne verse pas plus de ${threshold} par an : la loi n’impose pas de convention.`,
        en: `This funder pays no more than ${threshold} a year: the law asks for no agreement.`,
      }
    : {
        fr: 'Le porteur est une personne publique : la loi n’impose pas de convention.',
        en: 'The holder is a public body: the law asks for no agreement.',
      };
  return { owed: false, by: null, source: SOURCE, reasons: [why] };
}
