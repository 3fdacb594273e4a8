import { amendmentMachine } from './features/amendments/amendment.machine.js';
import { agreementMachine } from './features/agreements/agreement.machine.js';
import { applicationMachine } from './features/applications/application.machine.js';
import { conditionMachine } from './features/applications/condition.machine.js';
import { amountOfferMachine } from './features/awards/amount-offer.machine.js';
import { legMachine } from './features/awards/leg.machine.js';
import { callMachine } from './features/calls/call.machine.js';
import { committeeMachine } from './features/committees/composition.machine.js';
import { sessionMachine } from './features/committees/session.machine.js';
import { documentMachine } from './features/documents/document.machine.js';
import { divergenceMachine } from './features/instruction/divergence.machine.js';
import { expertRequestMachine } from './features/experts/expert-request.machine.js';
import { absenceMachine } from './features/instruction/absence.machine.js';
import { instructionMachine } from './features/instruction/instruction.machine.js';
import { jointScoreMachine } from './features/instruction/joint-score.machine.js';
import { measureMachine } from './features/measures/measure.machine.js';
import { bankDetailsMachine } from './features/payments/bank-details.machine.js';
import { paymentMachine } from './features/payments/payment.machine.js';
import { reportMachine } from './features/reports/report.machine.js';
import { balanceMachine } from './features/balances/balance.machine.js';
import { recoveryMachine } from './features/recoveries/recovery.machine.js';
import { appealMachine } from './features/remedies/appeal.machine.js';
import { lateExceptionMachine } from './features/remedies/late-exception.machine.js';
import { minutesMachine } from './features/minutes/minutes.machine.js';
import { reserveProposalMachine } from './features/selection/reserve-proposal.machine.js';
import { envelopeMachine } from './features/funds/envelope.machine.js';
import type { AnyMachine } from './platform/workflow/registry.js';

/** Every workflow of the application, in rank order: what the start verifies and what the documentation draws. */
export const MACHINES = [
  callMachine,
  applicationMachine,
  conditionMachine,
  documentMachine,
  instructionMachine,
  jointScoreMachine,
  divergenceMachine,
  committeeMachine,
  absenceMachine,
  expertRequestMachine,
  sessionMachine,
  minutesMachine,
  reserveProposalMachine,
  legMachine,
  amountOfferMachine,
  agreementMachine,
  bankDetailsMachine,
  paymentMachine,
  reportMachine,
  amendmentMachine,
  measureMachine,
  recoveryMachine,
  balanceMachine,
  envelopeMachine,
  lateExceptionMachine,
  appealMachine,
] as unknown as readonly AnyMachine[];

/** Messages from which nothing follows, on purpose: no reaction in the transaction, no letter. The start refuses any other silence. */
export const NOTHING_FOLLOWS: readonly string[] = [
  // Drafts may be written from the publication on; the letters go out when the call opens.
  'call.published',
  'call.examinationStarted',
  'call.selectionStarted',
  // The jury's own rule for its next decisions; each one that departs says why.
  'call.referenceAdopted',
  'call.referenceDropped',
  // Each holder is told of the own result, by the act that decides it.
  'call.resultsPublished',
  'call.finished',
  'application.ineligibilityFound',
  'application.examinationStarted',
  'application.examined',
  'application.committeeOpinion',
  'application.deferred',
  // The dossier shows it, and the holder sends another file.
  'document.infected',
  // The request shows it to the agency, which asks another person if it will.
  'expertRequest.declined',
  'expertRequest.expired',
  'session.adjourned',
  'session.closed',
  // A cancelled leg has already given its money back; a closed one was settled.
  'award.legCancelled',
  'award.legClosed',
  'award.legEngaged',
  // The award's own act tells what follows.
  'agreement.cancelled',
  // The award’s own end tells its holder.
  'amendment.cancelled',
  // The balances say it; nothing is owed to anyone any more.
  'envelope.closed',
  // The holder's own act; the officers find the leg in their worklist.
  'amountOffer.accepted',
  // Steps of the chain: the next person finds the payment in the worklist.
  'payment.due',
  'payment.certified',
  'payment.liquidated',
  'payment.ordered',
  'payment.reissued',
  // The officer finds it on the recovery; what follows from an appeal is its decision.
  'balance.computed',
  'balance.remarked',
  'recovery.remarked',
  'recovery.contested',
  // The holder reads the reasons on its page, and proposes again.
  'bankDetails.refused',
  // The holder's own act, and what an act on the dossier already tells.
  'appeal.withdrawn',
  'appeal.moot',
];
