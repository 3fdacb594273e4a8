// When an examiner is away, who may say so, and who stands in. An absence closes nothing by itself: who is away is named for no new dossier,
// and a colleague may give the instructions in hand to another examiner, with a reason.

import type { Actor } from '../../kernel/actor.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { label, reason } from '../../kernel/reasons.js';
import { departmentsIn, type Territory } from '../../kernel/territory.js';
import { AGENCY_KINDS, EXAMINING_ROLE, type Period } from './instruction-facts.rules.js';

export const ABSENCE_STATES = ['DRAFT', 'DECLARED', 'ENDED'] as const;
export type AbsenceState = (typeof ABSENCE_STATES)[number];
export type AbsenceEvent = 'declare' | 'end';

/** A grant of an examining role, in force now. */
export interface Service {
  readonly role: string;
  readonly territory: string;
}

export interface AbsenceFacts extends Period {
  readonly id: string;
  readonly personId: string;
  readonly deputyId: string | null;
  /** Where the absent person examines. */
  readonly services: readonly Service[];
  readonly deputyServices: readonly Service[];
}

const EXAMINING = AGENCY_KINDS.map((kind): string => EXAMINING_ROLE[kind]);

/** The end of the absence in progress, the last one when several overlap; undefined: here. */
export function absentUntil(periods: readonly Period[], now: Date): Date | undefined {
  const current = periods.filter(({ startsAt, endsAt }) => startsAt <= now && endsAt > now);
  return current.map(({ endsAt }) => endsAt).sort((a, b) => b.getTime() - a.getTime())[0];
}

/** Whether both examine for the same agency in some department. */
function shareService(some: readonly Service[], others: readonly Service[]): boolean {
  const reach = ({ territory }: Service): readonly string[] => departmentsIn(territory as Territory);
  return some.some((one) =>
    others.some((other) => one.role === other.role && reach(one).some((department) => reach(other).includes(department))),
  );
}

/** The examining roles of an actor, with their territories. */
export function servicesOf({ grants }: Actor): Service[] {
  return grants.flatMap(({ role, territory }) =>
    territory !== undefined && EXAMINING.includes(role) ? [{ role, territory }] : [],
  );
}

export const oneself: Policy<AbsenceFacts> = {
  name: 'oneself',
  label: { fr: 'l’instructeur lui-même', en: 'the examiner' },
  allows: (actor, facts) => actor.personId === facts.personId && servicesOf(actor).length > 0,
};

export const colleague: Policy<AbsenceFacts> = {
  name: 'colleague',
  label: { fr: 'un instructeur du même service', en: 'an examiner of the same agency' },
  allows: (actor, facts) => shareService(servicesOf(actor), facts.services),
};

export const seesAbsence: Policy<AbsenceFacts> = {
  name: 'seesAbsence',
  label: { fr: 'le service de la personne absente', en: 'the agency of the absent person' },
  allows: (actor, facts) =>
    oneself.allows(actor, facts) || colleague.allows(actor, facts) || actor.grants.some(({ role }) => role === 'AUDITOR'),
};

export const periodInOrder: Guard<AbsenceFacts> = {
  name: 'periodInOrder',
  label: { fr: 'l’absence finit après son début, et après aujourd’hui', en: 'the absence ends after it starts, and after today' },
  check: ({ facts: { startsAt, endsAt }, now }) =>
    endsAt > startsAt && endsAt > now
      ? undefined
      : [
          reason(
            'periodInOrder',
            '/endsAt',
            label(
              'Donnez une fin postérieure au début de l’absence et à aujourd’hui.',
              'Give an end that is after the start of the absence and after now.',
            ),
          ),
        ],
};

export const deputyOfService: Guard<AbsenceFacts> = {
  name: 'deputyOfService',
  label: { fr: 'le suppléant est une autre personne du même service', en: 'the deputy is another person of the same agency' },
  check: ({ facts: { personId, deputyId, services, deputyServices } }) =>
    deputyId === null || (deputyId !== personId && shareService(services, deputyServices))
      ? undefined
      : [
          reason(
            'deputyOfService',
            '/deputyId',
            label(
              'Désignez comme suppléant une autre personne habilitée à instruire dans le même service.',
              'Name as deputy another person entitled to examine in the same agency.',
            ),
          ),
        ],
};

export const notOverYet: Guard<AbsenceFacts> = {
  name: 'notOverYet',
  label: { fr: 'l’absence n’est pas déjà finie', en: 'the absence is not over already' },
  check: ({ facts, now }) =>
    facts.endsAt > now
      ? undefined
      : {
          fr: 'Cette absence est déjà finie : il n’y a rien à abréger.',
          en: 'This absence is over already: nothing to shorten.',
        },
};
