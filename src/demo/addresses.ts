// The addresses of the API that the demo uses, each with the view it answers.

import type { AgencyView } from '../features/accounts/agencies.dto.js';
import type { TokensView } from '../features/accounts/auth.dto.js';
import type { GrantView } from '../features/accounts/grants.dto.js';
import type { OrganisationView } from '../features/accounts/organisations.dto.js';
import type { PersonView } from '../features/accounts/people.dto.js';
import type { AgreementView } from '../features/agreements/agreements.dto.js';
import type { AmendmentView } from '../features/amendments/amendments.dto.js';
import type { ApplicationListView, ApplicationView } from '../features/applications/applications.views.js';
import type { AwardListView, AwardView, CofundingView } from '../features/awards/awards.dto.js';
import type { BalanceView } from '../features/balances/balances.dto.js';
import type { CallTemplateView, CallView } from '../features/calls/calls.views.js';
import type { CommitteeView } from '../features/committees/committee.views.js';
import type { CommitteeTemplateListView, CompositionView } from '../features/committees/composition.views.js';
import type { SessionPageView, SessionView } from '../features/committees/session.views.js';
import type { DocumentView } from '../features/documents/documents.views.js';
import type { FundingView } from '../features/funds/funding.dto.js';
import type { MinutesView } from '../features/minutes/minutes.views.js';
import type { OpenDataView } from '../features/open-data/open-data.views.js';
import type { BankDetailsView } from '../features/payments/bank-details.dto.js';
import type { BatchView, ReturnView } from '../features/payments/batches.dto.js';
import type { AwardPaymentsView, PaymentView } from '../features/payments/payments.dto.js';
import type { AwardRecoveriesView, RecoveryView } from '../features/recoveries/recoveries.dto.js';
import type { AwardReportsView, ReportView } from '../features/reports/report-views.dto.js';
import type { ReserveProposalListView } from '../features/selection/reserve.dto.js';
import type { SelectionView } from '../features/selection/selection.dto.js';
import type { HistoryView } from '../platform/workflow/history.views.js';
import type { ExplanationView, RunView } from '../features/selection/optimisation.views.js';
import type { InstructionPairView, InstructionView } from '../features/instruction/instruction.views.js';

export interface Address<View> {
  readonly path: string;
  /** Never set: carries the type of the answer. */
  readonly answer?: View;
}

export const LOGIN: Address<TokensView> = { path: '/v1/auth/login' };
export const PASSWORD: Address<unknown> = { path: '/v1/auth/password' };

// Where things are made.
export const AGENCIES: Address<AgencyView> = { path: '/v1/agencies' };
export const ORGANISATIONS: Address<OrganisationView> = { path: '/v1/organisations' };
export const PEOPLE: Address<PersonView> = { path: '/v1/people' };
export const GRANTS: Address<GrantView> = { path: '/v1/grants' };
export const CALLS: Address<CallView> = { path: '/v1/calls' };
export const APPLICATIONS: Address<ApplicationView> = { path: '/v1/applications' };
export const COMMITTEES: Address<CommitteeView> = { path: '/v1/committees' };
export const SESSIONS: Address<SessionView> = { path: '/v1/sessions' };

// Lists.
export const ALL_APPLICATIONS: Address<ApplicationListView> = { path: '/v1/applications' };
export const ALL_SESSIONS: Address<SessionPageView> = { path: '/v1/sessions' };
export const ALL_AWARDS: Address<AwardListView> = { path: '/v1/awards' };

// Where they are read and acted upon.
export const TEMPLATE_OF_2023: Address<CallTemplateView> = { path: '/v1/call-templates/fipe-2023' };
export const COMMITTEE_TEMPLATES: Address<CommitteeTemplateListView> = { path: '/v1/committee-templates' };
export const callAt = (id: string): Address<CallView> => ({ path: `/v1/calls/${id}` });
export const cofundingOf = (callId: string): Address<CofundingView> => ({ path: `/v1/calls/${callId}/cofunding` });
export const openDataOf = (callId: string): Address<OpenDataView> => ({ path: `/v1/calls/${callId}/open-data` });
export const applicationAt = (id: string): Address<ApplicationView> => ({ path: `/v1/applications/${id}` });
export const historyOf = (id: string): Address<HistoryView> => ({ path: `/v1/applications/${id}/history?limit=100` });
/** The whole of it: the call has fewer dossiers than a page holds. */
export const selectionOf = (callId: string): Address<SelectionView> => ({ path: `/v1/calls/${callId}/selection?limit=100` });
export const reserveProposalsOf = (callId: string): Address<ReserveProposalListView> => ({
  path: `/v1/calls/${callId}/reserve-proposals`,
});
export const documentsOf = (id: string): Address<DocumentView> => ({ path: `/v1/applications/${id}/documents` });
export const instructionsOf = (id: string): Address<InstructionPairView> => ({ path: `/v1/applications/${id}/instructions` });
export const instructionAt = (id: string): Address<InstructionView> => ({ path: `/v1/instructions/${id}` });
export const membersOf = (committeeId: string): Address<CommitteeView> => ({ path: `/v1/committees/${committeeId}/members` });
export const compositionOf = (committeeId: string): Address<CompositionView> => ({
  path: `/v1/committees/${committeeId}/composition`,
});
export const fixListOf = (committeeId: string): Address<CompositionView> => ({ path: `/v1/committees/${committeeId}/fix-list` });
export const sessionAt = (id: string): Address<SessionView> => ({ path: `/v1/sessions/${id}` });
export const minutesOf = ({ path }: Address<SessionView>): Address<MinutesView> => ({ path: `${path}/minutes` });
export const minutesAt = (id: string): Address<MinutesView> => ({ path: `/v1/minutes/${id}` });
export const optimisationsOf = (callId: string): Address<RunView> => ({ path: `/v1/calls/${callId}/optimisations` });
export const explanationOf = (runId: string, applicationId: string): Address<ExplanationView> => ({
  path: `/v1/optimisations/${runId}/dossiers/${applicationId}`,
});
export const awardAt = (id: string): Address<AwardView> => ({ path: `/v1/awards/${id}` });
export const agreementsOf = (awardId: string): Address<AgreementView> => ({ path: `/v1/awards/${awardId}/agreements` });
export const agreementAt = (id: string): Address<AgreementView> => ({ path: `/v1/agreements/${id}` });
export const bankDetailsOf = (organisationId: string): Address<BankDetailsView> => ({
  path: `/v1/organisations/${organisationId}/bank-details`,
});
export const bankDetailsAt = (id: string): Address<BankDetailsView> => ({ path: `/v1/bank-details/${id}` });
export const paymentsOf = (awardId: string): Address<AwardPaymentsView> => ({ path: `/v1/awards/${awardId}/payments` });
export const paymentAt = (id: string): Address<PaymentView> => ({ path: `/v1/payments/${id}` });
export const batchesOf = (callId: string, funderCode: string): Address<BatchView> => ({
  path: `/v1/calls/${callId}/funders/${funderCode}/payment-batches`,
});
export const returnsOf = (callId: string, funderCode: string, batchId: string): Address<ReturnView> => ({
  path: `/v1/calls/${callId}/funders/${funderCode}/payment-batches/${batchId}/returns`,
});
export const reportsOf = (awardId: string): Address<AwardReportsView> => ({ path: `/v1/awards/${awardId}/reports` });
export const reportAt = (id: string): Address<ReportView> => ({ path: `/v1/reports/${id}` });
export const amendmentsOf = (awardId: string): Address<AmendmentView> => ({ path: `/v1/awards/${awardId}/amendments` });
export const amendmentAt = (id: string): Address<AmendmentView> => ({ path: `/v1/amendments/${id}` });
export const balanceOf = (awardId: string): Address<BalanceView> => ({ path: `/v1/awards/${awardId}/balance` });
export const balanceAt = (id: string): Address<BalanceView> => ({ path: `/v1/balances/${id}` });
export const recoveriesOf = (awardId: string): Address<AwardRecoveriesView> => ({ path: `/v1/awards/${awardId}/recoveries` });
export const recoveryAt = (id: string): Address<RecoveryView> => ({ path: `/v1/recoveries/${id}` });
export const fundingOf = (callId: string): Address<FundingView> => ({ path: `/v1/calls/${callId}/funding?limit=100` });

/** An act on an aggregate answers the aggregate. */
export const under = <View>({ path }: Address<View>, event: string): Address<View> => ({ path: `${path}/${event}` });
