// Which grants are published. Pure.

import { addMonths } from '../../kernel/legal-time.js';
import { AGREEMENT_THRESHOLD_CENTS } from '../calls/agreement-models.rules.js';
import type { PublishedGrant } from './published-grant.js';

type Given = Pick<PublishedGrant, 'id' | 'funder' | 'beneficiary' | 'decidedOn' | 'cents'>;

const beneficiaryOf = ({ beneficiary: { siret, rna, name } }: Given): string => siret ?? rna ?? name;

/**
 * Grants above the threshold, and those that one body gave to one beneficiary within twelve civil months when their sum passes it (loi
 * 2000-321, article 10): a small grant is published with the others of the same twelve months.
 * @param grants of any funders and beneficiaries
 * @param threshold in cents; exactly the threshold is not above it
 */
export function published<G extends Given>(grants: readonly G[], threshold = BigInt(AGREEMENT_THRESHOLD_CENTS)): G[] {
  const together = new Map<string, G[]>();
  for (const grant of grants) {
    const key = `${grant.funder.siret} ${beneficiaryOf(grant)}`;
    together.set(key, [...(together.get(key) ?? []), grant]);
  }
  const chosen = new Set<string>();
  for (const given of together.values()) {
    const ordered = [...given].sort((a, b) => a.decidedOn.localeCompare(b.decidedOn));
    for (const [first, { decidedOn }] of ordered.entries()) {
      const end = addMonths(decidedOn, 12);
      const window = ordered.slice(first).filter((grant) => grant.decidedOn < end);
      if (window.reduce((sum, { cents }) => sum + cents, 0n) > threshold) for (const { id } of window) chosen.add(id);
    }
  }
  return grants.filter(({ id }) => chosen.has(id));
}
