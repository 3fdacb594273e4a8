import { bySystem, inDepartmentWithoutInterest, ofHolder } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import { refusalExplained } from '../awards/amount-offer.rules.js';
import {
  completionAhead,
  differenceExplained,
  figuresGiven,
  lateUnrecorded,
  nothingReceived,
  reminderDue,
  reportComplete,
  seesReport,
  setAsideWithinCost,
  WITH_HOLDER,
  yearOver,
  type ReportEvent,
  type ReportFacts,
  type ReportState,
} from './report.rules.js';

const examiners = [
  inDepartmentWithoutInterest<ReportFacts>('CAF_INSTRUCTOR'),
  inDepartmentWithoutInterest<ReportFacts>('DDETS_INSTRUCTOR'),
];

/** The financial report of one year of an award: written by its holder, read by either agency for both. */
export const reportMachine = defineMachine<ReportState, ReportEvent, ReportFacts>({
  name: 'report',
  label: { fr: 'Compte rendu financier', en: 'Financial report' },
  states: {
    DRAFT: { fr: 'À établir', en: 'To be written' },
    SUBMITTED: { fr: 'Déposé', en: 'Submitted' },
    RETURNED: { fr: 'À compléter', en: 'To be completed' },
    ACCEPTED: { fr: 'Accepté', en: 'Accepted' },
    NOT_OWED: { fr: 'Sans objet', en: 'Not owed' },
  },
  initial: 'DRAFT',
  terminal: ['ACCEPTED', 'NOT_OWED'],
  editable: WITH_HOLDER,
  visibleTo: seesReport,
  waitingOn: {
    DRAFT: { fr: 'le représentant du porteur, pour déposer', en: 'the holder’s representative, to submit' },
    SUBMITTED: { fr: 'un instructeur de la Caf ou de la DDETS', en: 'an examiner of the Caf or of the DDETS' },
    RETURNED: { fr: 'le représentant du porteur, pour compléter', en: 'the holder’s representative, to complete' },
  },
  refusals: {
    SUBMITTED: {
      fr: 'Le compte rendu est déposé et ne change plus : un instructeur l’accepte, ou vous le renvoie à compléter.',
      en: 'The report is submitted and does not change: an examiner accepts it, or returns it to be completed.',
    },
    ACCEPTED: { fr: 'Le compte rendu est accepté : il ne change plus.', en: 'The report is accepted: it does not change.' },
    NOT_OWED: {
      fr: 'Ce compte rendu n’est plus attendu : rien n’a été versé au titre de l’année.',
      en: 'This report is not owed any more: nothing was paid for its year.',
    },
  },
  edges: [
    {
      event: 'submit',
      label: { fr: 'Déposer', en: 'Submit' },
      from: WITH_HOLDER,
      to: 'SUBMITTED',
      by: [ofHolder('HOLDER_REPRESENTATIVE')],
      when: [yearOver, figuresGiven, differenceExplained, reportComplete],
      emits: ['report.submitted'],
    },
    {
      event: 'return',
      label: { fr: 'Renvoyer à compléter', en: 'Return to be completed' },
      from: ['SUBMITTED'],
      to: 'RETURNED',
      by: examiners,
      when: [refusalExplained, completionAhead],
      emits: ['report.returned'],
    },
    {
      event: 'accept',
      label: { fr: 'Accepter', en: 'Accept' },
      from: ['SUBMITTED'],
      to: 'ACCEPTED',
      by: examiners,
      when: [setAsideWithinCost],
      emits: ['report.accepted'],
    },
    ...WITH_HOLDER.flatMap((state) => [
      {
        event: 'remind' as const,
        label: { fr: 'Rappeler l’échéance', en: 'Remind of the day' },
        from: [state],
        to: state,
        by: [bySystem],
        when: [reminderDue],
        emits: ['report.reminded'],
      },
      {
        event: 'recordLate' as const,
        label: { fr: 'Constater le retard', en: 'Record that it is late' },
        from: [state],
        to: state,
        by: [bySystem],
        when: [lateUnrecorded],
        emits: ['report.late'],
      },
    ]),
    {
      event: 'drop',
      label: { fr: 'Constater qu’il n’est plus attendu', en: 'Record that it is not owed any more' },
      from: [...WITH_HOLDER, 'SUBMITTED'],
      to: 'NOT_OWED',
      by: [bySystem],
      when: [nothingReceived],
    },
  ],
});
