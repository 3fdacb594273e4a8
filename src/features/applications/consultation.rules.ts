// Consultation of the agencies of the departments that a project also concerns: who gives an opinion, when it may be given, who reads it.

import { applicationScope, withinApplicationScope } from '../../access/application-scope.js';
import { servesDepartment, type Actor, type Role } from '../../kernel/actor.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import type { AgencyKind } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';

export const CONSULTATION_OPINIONS = ['FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'] as const;
export type ConsultationOpinion = (typeof CONSULTATION_OPINIONS)[number];

const AGENCY_ROLES: Readonly<Record<AgencyKind, Role>> = { CAF: 'CAF_INSTRUCTOR', DDETS: 'DDETS_INSTRUCTOR' };
export const CONSULTED_AGENCIES = ['CAF', 'DDETS'] as const satisfies readonly AgencyKind[];

export interface ConsultationInput {
  readonly department?: string;
  readonly agency?: AgencyKind;
  readonly opinion?: ConsultationOpinion;
  readonly reasons?: string;
}

type Consulted = Pick<ApplicationFacts, 'consultedDepartments' | 'interestedPersonIds'>;

/** The agency's role in a department that is consulted on the dossier, and no recorded interest in it (CRPA R133-12). */
function consulted(agency: AgencyKind, name: string, label: Bilingual): Policy<Consulted> {
  return {
    name,
    label,
    allows: (actor, { consultedDepartments, interestedPersonIds }) =>
      !interestedPersonIds.includes(actor.personId) &&
      consultedDepartments.some((department) => servesDepartment(actor, AGENCY_ROLES[agency], department)),
  };
}

export const consultedAgencies: readonly Policy<ApplicationFacts>[] = [
  consulted('CAF', 'consultedCaf', { fr: 'Caf d’un département consulté', en: 'Caf of a consulted department' }),
  consulted('DDETS', 'consultedDdets', { fr: 'DDETS d’un département consulté', en: 'DDETS of a consulted department' }),
];

const SOURCE = 'Cahier des charges FIPE, projet sur plusieurs départements';

/** One speaks for the own agency of a consulted department: a grant elsewhere gives no voice here. */
export const ownConsultedAgency: Guard<ApplicationFacts, ConsultationInput> = {
  name: 'ownConsultedAgency',
  label: {
    fr: 'avis de sa propre administration, dans un département consulté',
    en: 'one’s own agency, in a consulted department',
  },
  source: SOURCE,
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const { department = '', agency = 'CAF' } = input;
    const list = facts.consultedDepartments.join(', ');
    const reason = (pointer: string, fr: string, en: string): Reason[] => [
      { rule: 'ownConsultedAgency', pointer, message: { fr, en } },
    ];
    if (!facts.consultedDepartments.includes(department)) {
      return reason('/department', `Choisissez un département consulté : ${list}.`, `Choose a consulted department: ${list}.`);
    }
    return servesDepartment(actor, AGENCY_ROLES[agency], department)
      ? undefined
      : reason(
          '/agency',
          `Vous n’instruisez pas pour la ${agency} du département ${department} : donnez l’avis de votre propre administration.`,
          `You do not examine for the ${agency} of department ${department}: give your own agency’s opinion.`,
        );
  },
};

/** The first opinion stands; the primary key of the table holds the same. */
export const oneOpinionPerAgency: Guard<ApplicationFacts, ConsultationInput> = {
  name: 'oneOpinionPerAgency',
  label: { fr: 'un seul avis par administration et département', en: 'one opinion per agency and department' },
  source: SOURCE,
  needsInput: true,
  check: ({ facts, input: { department, agency } }) =>
    facts.consultations.some((given) => given.department === department && given.agency === agency)
      ? [
          {
            rule: 'oneOpinionPerAgency',
            pointer: '/department',
            message: {
              fr: `La ${String(agency)} du département ${String(department)} a déjà rendu son avis : il ne se modifie pas.`,
              en: `The ${String(agency)} of department ${String(department)} has already given its opinion: it is never edited.`,
            },
          },
        ]
      : undefined,
};

/** Whether the dossier is open to this reader through a consultation alone: neither lead agency, nor a body after them, nor auditor. */
export function seesByConsultationAlone(actor: Actor, facts: ApplicationFacts): boolean {
  return !withinApplicationScope(applicationScope(actor), { ...facts, consultedDepartments: [] });
}

/**
 * Whether this reader, who sees the dossier, is shown the opinion of this agency. A consulted agency reads its own one: its view stays
 * independent of the others'. The holder is another question (`seesOpinions`, CRPA L311-2).
 */
export function readsConsultation(
  actor: Actor,
  facts: ApplicationFacts,
  { department, agency }: { readonly department: string; readonly agency: AgencyKind },
): boolean {
  return !seesByConsultationAlone(actor, facts) || servesDepartment(actor, AGENCY_ROLES[agency], department);
}
