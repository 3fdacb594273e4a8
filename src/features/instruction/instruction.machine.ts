// The instruction: one agency's independent examination of one dossier. Two rows a dossier, and `joint.rules.ts` joins them.

import { servesDepartment } from '../../kernel/actor.js';
import { defineMachine, type Edge, type Policy } from '../../kernel/machine.js';
import { bySystem, inDepartmentWithoutInterest, ROLE_LABELS } from '../../access/policies.js';
import type { AgencyKind } from '../applications/application-content.js';
import { EXAMINING_ROLE, type InstructionFacts, type InstructionState } from './instruction-facts.rules.js';
import {
  amountProposed,
  dossierComplete,
  examinerHasLeft,
  examinerHoldsRole,
  examinerOfOneAgency,
  examinerWithoutInterest,
  interestExplained,
  notMoreThanRequested,
  reasonsGiven,
  reductionsExplained,
  reservesWritten,
  visitMade,
  yearsOfCall,
} from './instruction.rules.js';
import { allScored, scoresCommented, scoresInForm, scoresOfGrid } from './scoring.rules.js';
import { seesInstruction } from './sealing.rules.js';
import { REMINDER_RULES } from './signing-deadline.rules.js';
import { examinerPresent, reassignmentExplained, someoneAvailable } from './workload.rules.js';

export const INSTRUCTION_EVENTS = [
  'assign',
  'assignByWorkload',
  'declareNoInterest',
  'declareInterest',
  'score',
  'recordVisit',
  'sign',
  'remindExaminer',
  'escalate',
  'transfer',
  'close',
] as const;
export type InstructionEvent = (typeof INSTRUCTION_EVENTS)[number];

/** An instructor of the agency whose row this is, in the department, without interest in the dossier. */
function instructorOf(kind: AgencyKind): Policy<InstructionFacts> {
  const role = EXAMINING_ROLE[kind];
  const serves = inDepartmentWithoutInterest<InstructionFacts>(role);
  return {
    name: serves.name,
    label: ROLE_LABELS[role],
    allows: (actor, facts) => facts.agencyKind === kind && serves.allows(actor, facts),
  };
}
const agencyInstructors = [instructorOf('CAF'), instructorOf('DDETS')];

/** The examiner in charge, as long as the role is held and no interest is recorded. */
const examiner: Policy<InstructionFacts> = {
  name: 'examiner',
  label: { fr: 'instructeur chargé du dossier', en: 'examiner in charge' },
  allows: (actor, facts) =>
    actor.personId === facts.examinerId &&
    actor.system !== true &&
    servesDepartment(actor, EXAMINING_ROLE[facts.agencyKind], facts.department) &&
    !facts.interestedPersonIds.includes(actor.personId),
};

/** Sent by the clock, without a change of state: an edge for each. */
const reminders = (['PENDING', 'ASSIGNED', 'IN_PROGRESS'] as const).flatMap(
  (state): Edge<InstructionState, InstructionEvent, InstructionFacts>[] => {
    const escalation: Edge<InstructionState, InstructionEvent, InstructionFacts> = {
      event: 'escalate',
      from: [state],
      to: state,
      by: [bySystem],
      when: REMINDER_RULES.ESCALATION,
      emits: ['instruction.escalated'],
      label: { fr: 'Signaler le retard à la hiérarchie', en: 'Report the delay' },
    };
    // Nobody to remind before an examiner is named.
    if (state === 'PENDING') return [escalation];
    return [
      {
        event: 'remindExaminer',
        from: [state],
        to: state,
        by: [bySystem],
        when: REMINDER_RULES.REMINDER,
        emits: ['instruction.reminded'],
        label: { fr: 'Rappeler l’échéance à l’instructeur', en: 'Remind the examiner of the deadline' },
      },
      escalation,
    ];
  },
);

const assignLabel = { fr: 'Désigner l’instructeur', en: 'Assign an examiner' };
const assignRules = [examinerHoldsRole, examinerWithoutInterest, examinerOfOneAgency, examinerPresent];
const workloadLabel = { fr: 'Désigner l’instructeur le moins chargé', en: 'Assign the least loaded examiner' };

export const instructionMachine = defineMachine<InstructionState, InstructionEvent, InstructionFacts>({
  name: 'instruction',
  label: { fr: 'Instruction par un service', en: 'Instruction by an agency' },
  states: {
    PENDING: { fr: 'À attribuer', en: 'To be assigned' },
    ASSIGNED: { fr: 'Attribuée', en: 'Assigned' },
    IN_PROGRESS: { fr: 'En cours', en: 'In progress' },
    SIGNED: { fr: 'Signée', en: 'Signed' },
    CLOSED: { fr: 'Close sans avis', en: 'Closed without an opinion' },
  },
  initial: 'PENDING',
  terminal: ['SIGNED', 'CLOSED'],
  visibleTo: seesInstruction,
  waitingOn: {
    PENDING: { fr: 'le service instructeur, pour désigner un instructeur', en: 'the agency, to assign an examiner' },
    ASSIGNED: { fr: 'l’instructeur, pour sa déclaration d’intérêts', en: 'the examiner, for the declaration of interests' },
    IN_PROGRESS: { fr: 'l’instructeur, pour noter et signer', en: 'the examiner, to score and sign' },
  },
  refusals: {
    SIGNED: {
      fr: 'L’avis est signé : notes, montants et motifs ne changent plus. Une correction demande un nouvel examen du dossier, puis une nouvelle séance du comité.',
      en: 'The opinion is signed: scores, amounts and reasons no longer change. A correction needs a new examination, then a new session of the committee.',
    },
  },
  edges: [
    {
      event: 'assign',
      from: ['PENDING', 'ASSIGNED'],
      to: 'ASSIGNED',
      by: agencyInstructors,
      when: assignRules,
      emits: ['instruction.assigned'],
      label: assignLabel,
    },
    {
      event: 'assign',
      from: ['IN_PROGRESS'],
      to: 'ASSIGNED',
      by: agencyInstructors,
      when: [examinerHasLeft, reassignmentExplained, ...assignRules],
      emits: ['instruction.assigned'],
      label: assignLabel,
    },
    {
      event: 'assignByWorkload',
      from: ['PENDING', 'ASSIGNED'],
      to: 'ASSIGNED',
      by: agencyInstructors,
      when: [someoneAvailable],
      emits: ['instruction.assigned'],
      label: workloadLabel,
    },
    {
      event: 'assignByWorkload',
      from: ['IN_PROGRESS'],
      to: 'ASSIGNED',
      by: agencyInstructors,
      when: [examinerHasLeft, reassignmentExplained, someoneAvailable],
      emits: ['instruction.assigned'],
      label: workloadLabel,
    },
    {
      event: 'declareNoInterest',
      from: ['ASSIGNED'],
      to: 'IN_PROGRESS',
      by: [examiner],
      label: { fr: 'Déclarer n’avoir aucun intérêt au dossier', en: 'Declare no interest in the dossier' },
    },
    {
      event: 'declareInterest',
      from: ['ASSIGNED', 'IN_PROGRESS'],
      to: 'PENDING',
      by: [examiner],
      when: [interestExplained],
      label: { fr: 'Déclarer un intérêt au dossier', en: 'Declare an interest in the dossier' },
    },
    {
      event: 'score',
      from: ['IN_PROGRESS'],
      to: 'IN_PROGRESS',
      by: [examiner],
      when: [scoresOfGrid, scoresInForm],
      label: { fr: 'Noter la grille', en: 'Score the grid' },
    },
    {
      // By a colleague too: who goes on site is not always who signs. The row's version moves, so that the examiner signs knowing of it.
      event: 'recordVisit',
      from: ['IN_PROGRESS'],
      to: 'IN_PROGRESS',
      by: agencyInstructors,
      when: [visitMade],
      label: { fr: 'Consigner une visite sur place', en: 'Record a site visit' },
    },
    {
      event: 'sign',
      from: ['IN_PROGRESS'],
      to: 'SIGNED',
      by: [examiner],
      when: [
        dossierComplete,
        allScored,
        scoresCommented,
        reasonsGiven,
        reservesWritten,
        amountProposed,
        yearsOfCall,
        notMoreThanRequested,
        reductionsExplained,
      ],
      emits: ['instruction.signed'],
      label: { fr: 'Signer l’avis', en: 'Sign the opinion' },
    },
    {
      // The dossier was forwarded to another department: its agency names its own examiner.
      event: 'transfer',
      from: ['PENDING', 'ASSIGNED', 'IN_PROGRESS'],
      to: 'PENDING',
      by: [bySystem],
      label: { fr: 'Suivre le dossier dans un autre département', en: 'Follow the dossier to another department' },
    },
    {
      event: 'close',
      from: ['PENDING', 'ASSIGNED', 'IN_PROGRESS'],
      to: 'CLOSED',
      by: [bySystem],
      label: { fr: 'Clore sans avis', en: 'Close without an opinion' },
    },
    ...reminders,
  ],
});
