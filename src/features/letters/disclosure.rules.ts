// What of a dossier may be communicated to whoever asks (CRPA L311-1, L311-2; law 2000-321, article 10). Pure.

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { inDepartmentWithoutInterest } from '../../access/policies.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { label } from '../../kernel/reasons.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { RESULTS_PUBLIC } from '../applications/disclosure.rules.js';
import { isPrivateHolder } from '../calls/private-holder.rules.js';

export const DISCLOSURE_GROUNDS = ['LAW_2000_321_ARTICLE_10', 'CRPA_L311_1'] as const;
export type DisclosureGround = (typeof DISCLOSURE_GROUNDS)[number];

export const DISCLOSED_ITEMS = [
  'AGREEMENT',
  'BUDGET',
  'ACCOUNTS',
  'FINANCIAL_REPORT',
  'AWARD_DECISION',
  'COMPARATIVE_OPINIONS',
  'RANKING',
] as const;
export type DisclosedItem = (typeof DISCLOSED_ITEMS)[number];

/** What article 10 opens to all of a private body that received a subsidy. */
const ARTICLE_10: readonly DisclosedItem[] = ['AGREEMENT', 'BUDGET', 'ACCOUNTS', 'FINANCIAL_REPORT'];
const COMPARATIVE: readonly DisclosedItem[] = ['COMPARATIVE_OPINIONS', 'RANKING'];

export interface DisclosureInput {
  readonly ground: DisclosureGround;
  readonly items: readonly DisclosedItem[];
}
type Rule = Guard<ApplicationFacts, DisclosureInput>;
const at = (rule: string, pointer: string, message: Bilingual): Reason => ({ rule, pointer, message });

/** Agents of the authorities that granted the subsidy or hold its documents, without an interest in the dossier. */
export const DISCLOSERS: readonly Policy<ApplicationFacts>[] = (
  ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', ...OFFICER_ROLES] as const
).map((role) => inDepartmentWithoutInterest<ApplicationFacts>(role));

const awarded: Rule = {
  name: 'awardTaken',
  label: label('aide attribuée', 'award taken'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { state }, input: { items } }) =>
    state === 'AWARDED'
      ? undefined
      : items.flatMap((item, index) =>
          COMPARATIVE.includes(item)
            ? []
            : [
                at(
                  'awardTaken',
                  `/items/${index}`,
                  label(
                    'Aucune aide n’est attribuée : ce document n’est pas communicable à ce titre.',
                    'No award has been made: this document cannot be communicated on this ground.',
                  ),
                ),
              ],
        ),
};

const comparativeSecret: Rule = {
  name: 'comparativeSecret',
  label: label('décisions prises, pour ce qui compare les demandes', 'decisions taken, for what compares the requests'),
  source: 'CRPA L311-2',
  check: ({ facts: { state, call }, input: { items } }) =>
    state === 'AWARDED' && RESULTS_PUBLIC.includes(call.state)
      ? undefined
      : items.flatMap((item, index) =>
          COMPARATIVE.includes(item)
            ? [
                at(
                  'comparativeSecret',
                  `/items/${index}`,
                  label(
                    'Ce qui compare les mérites respectifs de plusieurs demandes n’est pas communicable tant que les décisions que cela prépare ne sont pas prises (CRPA, article L311-2).',
                    'What compares the merits of several requests cannot be communicated before the decisions that it prepares are taken (CRPA, article L311-2).',
                  ),
                ),
              ]
            : [],
        ),
};

const groundCovers: Rule = {
  name: 'groundCovers',
  label: label('fondement qui couvre les documents', 'ground that covers the documents'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts, input: { ground, items } }) => {
    if (ground !== 'LAW_2000_321_ARTICLE_10') return undefined;
    if (isPrivateHolder(facts.holderType) && items.every((item) => ARTICLE_10.includes(item))) return undefined;
    const why = label(
      'L’article 10 ouvre la convention, le budget, les comptes et le compte rendu financier d’un organisme de droit privé : indiquez un autre fondement.',
      'Article 10 opens the agreement, budget, accounts and financial report of a private body: give another ground.',
    );
    return [at('groundCovers', '/ground', why)];
  },
};

export const DISCLOSURE_RULES: readonly Rule[] = [awarded, comparativeSecret, groundCovers];
