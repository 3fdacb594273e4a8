// What of a dossier each reader is shown. A holder sees no comparative opinion before the decision (CRPA L311-2), and an agency nothing of
// the other one's position before both are signed.

import { hasRole, type Actor, OFFICER_ROLES } from '../../kernel/actor.js';
import type { AmountStage, StagedShare } from './application-content.js';
import type { ApplicationFacts, ApplicationState, LastSent } from './application-facts.js';
import { applicationMachine } from './application.machine.js';
import { agenciesOf } from './processing.rules.js';

/** States that tell an opinion or a choice which is not a decision yet. */
export const UNDISCLOSED_STATES: readonly ApplicationState[] = [
  'COMMITTEE_FAVOURABLE',
  'COMMITTEE_RESERVED',
  'COMMITTEE_UNFAVOURABLE',
  'SHORTLISTED',
  'RESERVE',
];
/** States of the call in which its results are public. */
export const RESULTS_PUBLIC: readonly string[] = ['RESULTS_PUBLISHED', 'FINISHED'];

const UNDISCLOSED_EVENTS: readonly string[] = [
  'findIneligible',
  'giveConsultation',
  'recordFavourable',
  'recordReserved',
  'recordUnfavourable',
  'shortlist',
  'putOnReserve',
  'rerank',
  // What the desk makes of each answer is told by its next request, or by the end of the round.
  'settleItem',
];
const FULL_HISTORY = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
  'AUDITOR',
] as const;

/** Whoever may act for the holder reads as the holder, other grants notwithstanding; auditors read everything. */
export function readsAsHolder(actor: Actor, organisationId: string): boolean {
  return !hasRole(actor, 'AUDITOR') && actor.grants.some((grant) => grant.organisationId === organisationId);
}

/** The results of a call say nothing of a dossier re-opened since: it is undecided again until its own answer. */
function resultIsFinal(state: ApplicationState, callState: string, examination: number): boolean {
  return applicationMachine.terminal.includes(state) || (examination === 1 && RESULTS_PUBLIC.includes(callState));
}

/** State shown to a holder: until the result is final, the last one that tells no opinion. */
export function holderState(
  state: ApplicationState,
  callState: string,
  committeeRequired: boolean,
  examination = 1,
): ApplicationState {
  if (!UNDISCLOSED_STATES.includes(state) || resultIsFinal(state, callState, examination)) return state;
  return committeeRequired ? 'ON_AGENDA' : 'EXAMINED';
}

export function shownState(actor: Actor, facts: ApplicationFacts): ApplicationState {
  const { call, organisationId, state, examination } = facts;
  return readsAsHolder(actor, organisationId)
    ? holderState(state, call.state, call.settings.committeeRequired, examination)
    : state;
}

/** What the holder is still writing is nobody else's: the others read the last version sent. */
export function shownContent(actor: Actor, facts: ApplicationFacts): LastSent {
  return readsAsHolder(actor, facts.organisationId) ? facts : (facts.lastSent ?? facts);
}

/** Joint result, committee's opinion, rank, finding of one agency. */
export function seesOpinions(actor: Actor, { organisationId, state, call, examination }: ApplicationFacts): boolean {
  return !readsAsHolder(actor, organisationId) || resultIsFinal(state, call.state, examination);
}

export function shownAmounts(actor: Actor, facts: ApplicationFacts): StagedShare[] {
  const { amounts, department, jointOutcome } = facts;
  if (readsAsHolder(actor, facts.organisationId)) {
    const final = resultIsFinal(facts.state, facts.call.state, facts.examination);
    // An offer is made to the holder: it hides nothing of what it says.
    const own: readonly AmountStage[] = ['REQUESTED', 'OFFERED', 'ACCEPTED'];
    const shown = final ? [...own, 'DECIDED'] : own;
    return amounts.filter(({ stage }) => shown.includes(stage));
  }
  if (jointOutcome !== null || hasRole(actor, 'AUDITOR')) return [...amounts];
  const own = agenciesOf(actor, department).map((agency): AmountStage => `PROPOSED_${agency}`);
  return amounts.filter(({ stage }) => (stage !== 'PROPOSED_CAF' && stage !== 'PROPOSED_DDETS') || own.includes(stage));
}

/** Agencies, jury, officers and auditors read who did what on which facts; the holder and committee members what happened and when. */
export function readsFullHistory(actor: Actor, organisationId: string): boolean {
  return !readsAsHolder(actor, organisationId) && hasRole(actor, ...FULL_HISTORY);
}

export function eventShownToHolder(event: string, facts: ApplicationFacts): boolean {
  return resultIsFinal(facts.state, facts.call.state, facts.examination) || !UNDISCLOSED_EVENTS.includes(event);
}
