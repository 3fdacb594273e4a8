// The acts by which a session is run beside its votes: sendings, hearings, suspension, and the written deliberation.

import { bySystem } from '../../access/policies.js';
import type { Edge, Policy } from '../../kernel/machine.js';
import { scheduledTimeReached } from './convocation.rules.js';
import * as conduct from './conduct.rules.js';
import type { SessionFacts, SessionState } from './session-facts.rules.js';
import { noOtherItemOpen, notRecused } from './vote.rules.js';
import * as written from './written.rules.js';

export type ConductEvent =
  'sendConvocation' | 'hear' | 'endHearing' | 'suspend' | 'resume' | 'openWritten' | 'contribute' | 'invalidate';

/** Time opens and closes a written deliberation; at a meeting it does nothing by itself. */
export const clockInWriting: Policy<SessionFacts> = {
  ...bySystem,
  allows: (actor, facts) => bySystem.allows(actor, facts) && written.isWritten(facts),
};

interface People {
  readonly secretary: Policy<SessionFacts>;
  readonly president: Policy<SessionFacts>;
  readonly member: Policy<SessionFacts>;
}

export function conductEdges({ secretary, president, member }: People): Edge<SessionState, ConductEvent, SessionFacts>[] {
  const desk = [president, secretary];
  const sending = (state: 'CONVENED' | 'OPEN'): Edge<SessionState, ConductEvent, SessionFacts> => ({
    event: 'sendConvocation',
    label: { fr: 'Envoyer de nouveau la convocation', en: 'Send the convocation again' },
    from: [state],
    to: state,
    by: [...desk, bySystem],
    when: [conduct.sentToMembers, conduct.sentWhenSaid],
    emits: ['session.convocationSent'],
  });
  return [
    sending('CONVENED'),
    sending('OPEN'),
    {
      event: 'hear',
      label: { fr: 'Noter l’arrivée d’une personne entendue', en: 'Record the arrival of a person to be heard' },
      from: ['OPEN'],
      to: 'OPEN',
      by: desk,
      when: [written.heldAsMeeting, conduct.itemToBeHeardOn, noOtherItemOpen],
    },
    {
      event: 'endHearing',
      label: { fr: 'Noter le départ d’une personne entendue', en: 'Record the departure of a heard person' },
      from: ['OPEN'],
      to: 'OPEN',
      by: desk,
      when: [conduct.isBeingHeard],
    },
    {
      event: 'suspend',
      label: { fr: 'Suspendre la séance', en: 'Suspend the session' },
      from: ['OPEN'],
      to: 'SUSPENDED',
      by: desk,
      when: [written.heldAsMeeting, noOtherItemOpen, conduct.nobodyHeardInRoom],
    },
    {
      event: 'resume',
      label: { fr: 'Reprendre la séance', en: 'Resume the session' },
      from: ['SUSPENDED'],
      to: 'OPEN',
      by: desk,
    },
    {
      event: 'openWritten',
      label: { fr: 'Ouvrir la délibération écrite', en: 'Open the written deliberation' },
      from: ['CONVENED'],
      to: 'OPEN',
      by: [...desk, clockInWriting],
      when: [written.heldInWriting, scheduledTimeReached],
    },
    {
      event: 'contribute',
      label: { fr: 'Formuler une observation', en: 'Write a remark' },
      from: ['OPEN'],
      to: 'OPEN',
      by: [member, president],
      when: [written.heldInWriting, written.withinHours, written.itemOnAgenda, notRecused],
    },
    {
      event: 'invalidate',
      label: {
        fr: 'Constater que trop peu de membres ont participé',
        en: 'Find that too few members took part',
      },
      from: ['OPEN'],
      to: 'INVALID',
      by: [...desk, clockInWriting],
      when: [written.heldInWriting, written.hoursOver, written.fewerTookPart],
      emits: ['session.invalid'],
    },
  ];
}
