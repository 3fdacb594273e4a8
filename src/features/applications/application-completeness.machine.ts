// Edges of the completeness: asked by either desk, answered item by item, settled, and ended one way. The Caf leads: it alone dismisses and
// continues with conditions, and it settles any item; the DDETS asks in the same round, settles what it asked for, and may accept.

import { bySystem } from '../../access/policies.js';
import { agencies, caf, holderEditor, legalRepresentative, REASONED, type ApplicationEdge } from './application-edges.machine.js';
import * as answer from './completion-answer.rules.js';
import { REQUEST_RULES } from './completion-request.rules.js';
import * as completion from './completion.rules.js';
import * as forwarding from './forwarding.rules.js';
import { CONTENT_RULES } from './submission.rules.js';

// A request to a dossier already incomplete joins the round that waits, or opens the next one: an act without a change of state.
const requests: readonly ApplicationEdge[] = (['SUBMITTED', 'INCOMPLETE'] as const).map((state) => ({
  event: 'declareIncomplete',
  from: [state],
  to: 'INCOMPLETE',
  by: agencies,
  when: REQUEST_RULES,
  emits: ['application.incomplete'],
  label: { fr: 'Demander des pièces', en: 'Ask for missing items' },
}));

export const completeness: readonly ApplicationEdge[] = [
  ...requests,
  {
    event: 'remind',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [completion.reminderDue],
    emits: ['application.reminded'],
    label: { fr: 'Relancer le porteur', en: 'Remind the holder' },
  },
  {
    event: 'remindByClock',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: [bySystem],
    when: [completion.clockReminderDue],
    emits: ['application.reminded'],
    label: { fr: 'Relancer avant l’échéance', en: 'Remind before the time ends' },
  },
  {
    event: 'answerItem',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: [holderEditor, legalRepresentative],
    when: [answer.itemOfRound, answer.notAccepted, answer.answerSaysSomething],
    label: { fr: 'Répondre pour une pièce', en: 'Answer for an item' },
  },
  {
    event: 'answerCompletion',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: [legalRepresentative],
    when: CONTENT_RULES,
    emits: ['application.completionAnswered'],
    label: { fr: 'Envoyer les compléments', en: 'Send what was missing' },
  },
  {
    event: 'settleItem',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [answer.itemOfRound, answer.deskOfItem, answer.settlementExplained],
    label: { fr: 'Statuer sur une pièce', en: 'Settle an item' },
  },
  {
    event: 'acceptCompleteness',
    from: ['SUBMITTED', 'INCOMPLETE'],
    to: 'COMPLETE',
    by: agencies,
    when: [completion.holderHasAnswered, completion.itemsSettled],
    emits: ['application.complete'],
    label: { fr: 'Déclarer complet', en: 'Declare complete' },
  },
  {
    event: 'continueWithConditions',
    from: ['INCOMPLETE'],
    to: 'COMPLETE',
    by: [caf],
    when: [completion.answersSettled, completion.onlyConditionsLeft, completion.effectsOfItemsLeft],
    emits: ['application.complete', 'application.continued'],
    label: { fr: 'Poursuivre sous conditions', en: 'Continue with conditions' },
  },
  {
    event: 'dismiss',
    from: ['INCOMPLETE'],
    to: 'DISMISSED',
    by: [caf],
    when: [
      completion.dueDatePassed,
      completion.reminderSent,
      completion.answersSettled,
      completion.essentialItemLeft,
      ...REASONED,
    ],
    emits: ['application.dismissed'],
    label: { fr: 'Classer sans suite', en: 'Dismiss' },
  },
  {
    event: 'forward',
    from: ['SUBMITTED', 'INCOMPLETE'],
    to: 'SUBMITTED',
    by: agencies,
    when: [forwarding.departmentOfCall, forwarding.otherDepartment, forwarding.forwardingExplained],
    emits: ['application.forwarded'],
    label: { fr: 'Transmettre au bon département', en: 'Forward to the right department' },
  },
];
