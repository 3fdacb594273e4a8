// What the guards of a divergence judge, and the guards.

import type { Reason } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { given, label, reason } from '../../kernel/reasons.js';
import type { AgencyKind } from '../applications/application-content.js';
import { actingAgency, type AgencyInput, type AskedByAgency, type ExaminationFacts } from './examination-facts.rules.js';
import { AGENCY_KINDS } from './instruction-facts.rules.js';
import type { Opinion } from './joint.rules.js';

export const DIVERGENCE_STATES = ['OPEN', 'TO_CONFIRM', 'CONCLUDED', 'CLOSED'] as const;
export type DivergenceState = (typeof DIVERGENCE_STATES)[number];
export type DivergenceEvent = 'statePosition' | 'recordConciliation' | 'confirm' | 'contest' | 'close';

export const CONCILIATION_MEANS = ['MEETING', 'EXCHANGE'] as const;
export type ConciliationMeans = (typeof CONCILIATION_MEANS)[number];
export const CONCILIATION_OUTCOMES = ['AGREEMENT', 'PERSISTENT'] as const;
export type ConciliationOutcome = (typeof CONCILIATION_OUTCOMES)[number];

export interface DivergenceFacts extends ExaminationFacts {
  readonly openedAt: Date;
  /** Agencies whose position is stated. */
  readonly stated: readonly AgencyKind[];
  /** The last conciliation recorded: the other agency's word is on that one. */
  readonly lastRecord: AskedByAgency | null;
}

export interface PositionInput extends AgencyInput {
  readonly position: string;
}
export interface ConciliationInput extends AgencyInput {
  /** YYYY-MM-DD. */
  readonly heldOn: string;
  readonly means: ConciliationMeans;
  readonly participants: readonly string[];
  readonly summary: string;
  readonly outcome: ConciliationOutcome;
  readonly agreedOpinion?: Opinion;
}

type Rule<I = never> = Guard<DivergenceFacts, I>;

export const positionReasoned: Rule<PositionInput> = {
  name: 'positionReasoned',
  label: label('la position est motivée', 'the position has reasons'),
  needsInput: true,
  check: ({ input }) =>
    !given(input.position)
      ? [
          reason(
            'positionReasoned',
            '/position',
            label('Exposez votre position et ses motifs.', 'State your position and its reasons.'),
          ),
        ]
      : undefined,
};

export const statedOnce: Rule<PositionInput> = {
  name: 'statedOnce',
  label: label('une position par service', 'one position for each agency'),
  needsInput: true,
  check: ({ facts, actor, input }) => {
    const agency = actingAgency(facts, actor, input.agencyKind);
    return agency !== undefined && facts.stated.includes(agency)
      ? label('La position de votre service est déjà consignée.', 'Your agency’s position is already on record.')
      : undefined;
  },
};

export const bothPositionsStated: Rule = {
  name: 'bothPositionsStated',
  label: label('les deux services ont exposé leur position', 'both agencies have stated their position'),
  check: ({ facts }) =>
    AGENCY_KINDS.every((kind) => facts.stated.includes(kind))
      ? undefined
      : label(
          'Attendez que les deux services aient exposé leur position.',
          'Wait until both agencies have stated their position.',
        ),
};

export const conciliationHeld: Rule<ConciliationInput> = {
  name: 'conciliationHeld',
  label: label('la conciliation a eu lieu depuis la divergence', 'the conciliation took place since the divergence'),
  needsInput: true,
  check: ({ facts, input, now }) => {
    const { timeZone, openedAt } = facts;
    const found: Reason[] = [];
    if (input.heldOn > localDate(now, timeZone))
      found.push(
        reason('conciliationHeld', '/heldOn', label('Consignez la conciliation une fois tenue.', 'Record it once it is held.')),
      );
    if (input.heldOn < localDate(openedAt, timeZone))
      found.push(
        reason(
          'conciliationHeld',
          '/heldOn',
          label('Donnez une date depuis la divergence.', 'Give a date since the divergence.'),
        ),
      );
    if (!given(input.summary))
      found.push(reason('conciliationHeld', '/summary', label('Résumez les échanges.', 'Sum up what was said.')));
    return found;
  },
};

export const agreedOpinionGiven: Rule<ConciliationInput> = {
  name: 'agreedOpinionGiven',
  label: label('un accord dit l’avis convenu, un désaccord n’en dit pas', 'an agreement says which opinion, a disagreement none'),
  needsInput: true,
  check: ({ input }) => {
    const given = input.agreedOpinion !== undefined;
    if (given === (input.outcome === 'AGREEMENT')) return undefined;
    return [
      given
        ? reason(
            'agreedOpinionGiven',
            '/agreedOpinion',
            label('Retirez l’avis : le désaccord persiste.', 'Remove it: the divergence persists.'),
          )
        : reason('agreedOpinionGiven', '/agreedOpinion', label('Dites l’avis convenu.', 'Say which opinion was agreed.')),
    ];
  },
};
