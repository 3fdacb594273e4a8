// What both agencies do together once each has signed: a common score, a conciliation. Who may act for which agency, and when.

import { servesDepartment, type Actor } from '../../kernel/actor.js';
import type { Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { written } from '../../kernel/reasons.js';
import { inDepartmentWithoutInterest, ROLE_LABELS } from '../../access/policies.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { Grid } from '../calls/call-settings.js';
import { AGENCY_KINDS, EXAMINING_ROLE, otherAgency } from './instruction-facts.rules.js';
import type { ExaminedDossier } from './sealing.rules.js';

export interface ExaminationFacts extends ExaminedDossier {
  readonly applicationId: string;
  readonly callId: string;
  readonly region: string;
  readonly examination: number;
  readonly timeZone: string;
  readonly grid: Grid;
  /** Who signed for each agency; null: not signed. */
  readonly signers: Readonly<Record<AgencyKind, string | null>>;
}

/** Agencies that the person may act for: those that they examine for, but never against the opinion that they signed themselves. */
function agenciesOf(actor: Actor, { department, interestedPersonIds, signers }: ExaminationFacts): AgencyKind[] {
  if (actor.system === true || interestedPersonIds.includes(actor.personId)) return [];
  return AGENCY_KINDS.filter(
    (kind) => servesDepartment(actor, EXAMINING_ROLE[kind], department) && signers[otherAgency(kind)] !== actor.personId,
  );
}

/** The agency acted for: the one named, else the only one. Undefined: none, or it must be named. */
export function actingAgency(facts: ExaminationFacts, actor: Actor, named?: AgencyKind): AgencyKind | undefined {
  const own = agenciesOf(actor, facts);
  if (named !== undefined) return own.find((kind) => kind === named);
  return own.length === 1 ? own[0] : undefined;
}

const acting = <F extends ExaminationFacts>(kind: AgencyKind, which: (facts: F) => boolean): Policy<F> => ({
  name: inDepartmentWithoutInterest(EXAMINING_ROLE[kind]).name,
  label: ROLE_LABELS[EXAMINING_ROLE[kind]],
  allows: (actor, facts) => which(facts) && agenciesOf(actor, facts).includes(kind),
});

/** Either agency. */
export const eitherAgency = AGENCY_KINDS.map((kind) => acting<ExaminationFacts>(kind, () => true));

/** An act that answers another one: who asked, for which agency. */
export interface AskedByAgency {
  readonly agencyKind: AgencyKind;
  readonly personId: string;
}
type Asked<F> = (facts: F) => AskedByAgency | null;

export const askingAgency = <F extends ExaminationFacts>(asked: Asked<F>): Policy<F>[] =>
  AGENCY_KINDS.map((kind) => acting<F>(kind, (facts) => asked(facts)?.agencyKind === kind));

export const answeringAgency = <F extends ExaminationFacts>(asked: Asked<F>): Policy<F>[] =>
  // Nothing asked yet: either agency may come to answer, and the state says that it is too early.
  AGENCY_KINDS.map((kind) => acting<F>(kind, (facts) => asked(facts)?.agencyKind !== kind));

/** One person does not agree with themselves, whatever the roles that they hold. */
export const anotherPerson = <F extends ExaminationFacts>(asked: Asked<F>): Guard<F> => ({
  name: 'anotherPerson',
  label: { fr: 'une autre personne que celle qui a proposé', en: 'another person than who proposed' },
  check: ({ facts, actor }) =>
    asked(facts)?.personId === actor.personId
      ? {
          fr: 'Vous en êtes l’auteur : une autre personne répond pour l’autre service.',
          en: 'You are its author: another person answers for the other agency.',
        }
      : undefined,
});

export interface AgencyInput {
  /** Needed only by who may act for both. */
  readonly agencyKind?: AgencyKind;
}

export const AGENCY_TO_NAME: Reason = {
  rule: 'agencyNamed',
  pointer: '/agencyKind',
  message: { fr: 'Dites pour quel service vous agissez.', en: 'Say for which agency you act.' },
};

export const agencyNamed: Guard<ExaminationFacts, AgencyInput> = {
  name: 'agencyNamed',
  label: { fr: 'chacun agit pour son propre service', en: 'each acts for the own agency' },
  needsInput: true,
  check: ({ facts, actor, input }) => (actingAgency(facts, actor, input.agencyKind) === undefined ? [AGENCY_TO_NAME] : undefined),
};

export const bothOpinionsSigned: Guard<ExaminationFacts> = {
  name: 'bothOpinionsSigned',
  label: { fr: 'les deux services ont signé leur avis', en: 'both agencies have signed their opinion' },
  check: ({ facts }) =>
    AGENCY_KINDS.every((kind) => facts.signers[kind] !== null)
      ? undefined
      : {
          fr: 'Attendez que les deux services aient signé leur avis.',
          en: 'Wait until both agencies have signed their opinion.',
        },
};

/** What the committee received is what it judges: nothing of the examination changes once it is convened. */
const BEFORE_COMMITTEE: readonly string[] = ['UNDER_EXAMINATION', 'EXAMINED', 'DEFERRED'];

export const beforeCommittee: Guard<ExaminationFacts> = {
  name: 'beforeCommittee',
  label: { fr: 'le comité n’est pas saisi du dossier', en: 'the committee is not seized of the dossier' },
  source: 'CRPA R133-8',
  check: ({ facts }) =>
    BEFORE_COMMITTEE.includes(facts.applicationState)
      ? undefined
      : {
          fr: 'Le comité est saisi ou l’instruction est terminée : rien n’y change plus. Une correction demande un nouvel examen du dossier, puis une nouvelle séance.',
          en: 'The committee is seized or the examination is over: nothing in it changes any more. A correction needs a new examination, then a new session.',
        },
};

export interface ReasonsInput {
  readonly reasons: string;
}

export const refusalExplained: Guard<ExaminationFacts, ReasonsInput> = written('reasons', {
  name: 'refusalExplained',
  label: { fr: 'le refus est motivé', en: 'the refusal has reasons' },
  message: { fr: 'Dites pourquoi.', en: 'Say why.' },
});
