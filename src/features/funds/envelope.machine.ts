import { OFFICER_ROLES } from '../../kernel/actor.js';
import { defineMachine } from '../../kernel/machine.js';
import {
  amountPositive,
  callPublished,
  nothingOwed,
  nothingReserved,
  officerOfFunder,
  reasonGiven,
  withinAvailable,
  withinFrozen,
  yearOver,
  type EnvelopeEvent,
  type EnvelopeFacts,
  type EnvelopeState,
} from './envelope.rules.js';
import { seesFunds } from './funds-scope.rules.js';

const officers = OFFICER_ROLES.map(officerOfFunder);

/** What one funder opens of one budget year: it moves by its officer's acts alone, and closes for good. */
export const envelopeMachine = defineMachine<EnvelopeState, EnvelopeEvent, EnvelopeFacts>({
  name: 'envelope',
  label: { fr: 'Enveloppe d’un financeur', en: 'Envelope of a funder' },
  states: {
    OPEN: { fr: 'Ouverte', en: 'Open' },
    CLOSED: { fr: 'Clôturée', en: 'Closed' },
  },
  initial: 'OPEN',
  terminal: ['CLOSED'],
  visibleTo: seesFunds,
  waitingOn: { OPEN: { fr: 'l’ordonnateur de ce financeur', en: 'the officer of this funder' } },
  refusals: {
    CLOSED: {
      fr: 'L’enveloppe est clôturée : elle ne se rouvre pas. Ouvrez des crédits sur une autre année de l’appel.',
      en: 'The envelope is closed, and is not opened again. Open credits in another year of the call.',
    },
  },
  edges: [
    {
      event: 'raise',
      from: ['OPEN'],
      to: 'OPEN',
      by: officers,
      when: [callPublished, reasonGiven, amountPositive],
      emits: ['envelope.raised'],
      label: { fr: 'Augmenter l’enveloppe', en: 'Raise the envelope' },
    },
    {
      event: 'cut',
      from: ['OPEN'],
      to: 'OPEN',
      by: officers,
      when: [callPublished, reasonGiven, amountPositive, withinAvailable],
      emits: ['envelope.cut'],
      label: { fr: 'Réduire l’enveloppe', en: 'Cut the envelope' },
    },
    {
      event: 'freeze',
      from: ['OPEN'],
      to: 'OPEN',
      by: officers,
      when: [callPublished, reasonGiven, amountPositive, withinAvailable],
      emits: ['envelope.frozen'],
      label: { fr: 'Geler des crédits', en: 'Freeze credits' },
    },
    {
      event: 'unfreeze',
      from: ['OPEN'],
      to: 'OPEN',
      by: officers,
      when: [callPublished, reasonGiven, amountPositive, withinFrozen],
      emits: ['envelope.unfrozen'],
      label: { fr: 'Dégeler des crédits', en: 'Free frozen credits' },
    },
    {
      event: 'close',
      from: ['OPEN'],
      to: 'CLOSED',
      by: officers,
      when: [callPublished, reasonGiven, yearOver, nothingReserved, nothingOwed],
      emits: ['envelope.closed'],
      label: { fr: 'Clôturer l’enveloppe', en: 'Close the envelope' },
    },
  ],
});
