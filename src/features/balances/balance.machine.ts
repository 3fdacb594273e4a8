import { bySystem, inDepartmentWithoutInterest, ofHolder } from '../../access/policies.js';
import { HOLDER_ROLES } from '../../kernel/actor.js';
import { defineMachine } from '../../kernel/machine.js';
import { decisionDelegated, decisionIdentified, decisionNotInTheFuture } from '../awards/leg.rules.js';
import {
  agreedOnce,
  allAgreed,
  computedAsNow,
  nothingOrdered,
  officersOfShares,
  ownShare,
  planCosted,
  remarksOver,
  remarkWritten,
  reportsAccepted,
  seesBalance,
  sharesUnderWay,
  type BalanceEvent,
  type BalanceFacts,
  type BalanceState,
} from './balance.rules.js';

const examiners = (['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const).map((role) =>
  inDepartmentWithoutInterest<BalanceFacts>(role),
);

/** What an award really gives, once its last report is accepted: computed, proposed to the holder, agreed by each funder. */
export const balanceMachine = defineMachine<BalanceState, BalanceEvent, BalanceFacts>({
  name: 'balance',
  label: { fr: 'Solde d’une attribution', en: 'Balance of an award' },
  states: {
    AWAITED: { fr: 'Attendu', en: 'Awaited' },
    COMPUTED: { fr: 'Calculé', en: 'Computed' },
    PROPOSED: { fr: 'Proposé au porteur', en: 'Proposed to the holder' },
    FIXED: { fr: 'Arrêté', en: 'Fixed' },
  },
  initial: 'AWAITED',
  terminal: ['FIXED'],
  visibleTo: seesBalance,
  waitingOn: {
    AWAITED: { fr: 'le dernier compte rendu', en: 'the last report' },
    COMPUTED: { fr: 'un instructeur, pour le proposer', en: 'an examiner, to propose it' },
    PROPOSED: { fr: 'le porteur, puis les ordonnateurs', en: 'the holder, then the officers' },
  },
  edges: [
    {
      event: 'compute',
      from: ['AWAITED', 'COMPUTED', 'PROPOSED'],
      to: 'COMPUTED',
      by: [...examiners, bySystem],
      when: [reportsAccepted, planCosted],
      emits: ['balance.computed'],
      label: { fr: 'Calculer', en: 'Compute' },
    },
    {
      event: 'propose',
      from: ['COMPUTED'],
      to: 'PROPOSED',
      by: examiners,
      when: [reportsAccepted, nothingOrdered, computedAsNow],
      emits: ['balance.proposed'],
      label: { fr: 'Proposer au porteur', en: 'Propose to the holder' },
    },
    {
      event: 'remark',
      from: ['PROPOSED'],
      to: 'PROPOSED',
      by: HOLDER_ROLES.map((role) => ofHolder<BalanceFacts>(role)),
      when: [remarkWritten],
      emits: ['balance.remarked'],
      label: { fr: 'Présenter des observations', en: 'Make remarks' },
    },
    {
      event: 'agree',
      from: ['PROPOSED'],
      to: 'PROPOSED',
      by: officersOfShares,
      when: [
        remarksOver,
        nothingOrdered,
        computedAsNow,
        sharesUnderWay,
        ownShare,
        agreedOnce,
        decisionIdentified,
        decisionNotInTheFuture,
        decisionDelegated,
      ],
      emits: ['balance.agreed'],
      label: { fr: 'Arrêter pour son financeur', en: 'Agree for the own funder' },
    },
    {
      event: 'fix',
      from: ['PROPOSED'],
      to: 'FIXED',
      by: [bySystem],
      when: [allAgreed],
      emits: ['balance.fixed'],
      label: { fr: 'Constater l’accord de tous', en: 'Record that all agree' },
    },
  ],
});
