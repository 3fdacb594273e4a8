import { Instant, Int, Nested, NestedList, OneOf, Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { MoneyView, PageInfo } from '../../platform/http/views.js';
import { MOMENT } from '../calls/moment.dto.js';
import { ACCOUNTS, KINDS, type Account, type Kind } from '../ledger/ledger.rules.js';
import { HoldingsView } from './envelopes.dto.js';

export const FUNDER = { max: 40, description: 'Code of the funder in the call.', example: 'STATE' } as const;
const YEAR = { min: 2000, max: 2100, example: 2023 } as const;

export class LedgerRangeQuery {
  @Pattern({ ...MOMENT, description: 'First day, or instant, of the movements; a day of the call’s time zone.' })
  from?: string;
  @Pattern({ ...MOMENT, description: 'Last day, or instant, included.' })
  to?: string;
}

export class LedgerQuery extends PageQuery {
  @Text({ ...FUNDER, optional: true })
  funder?: string;
  @Int({ ...YEAR, optional: true })
  year?: number;
  @OneOf(KINDS, { optional: true })
  kind?: Kind;
  @Uuid({ optional: true, description: 'Movements of one application.' })
  application?: string;
  @Pattern({ ...MOMENT, description: 'First day, or instant, of the movements; a day of the call’s time zone.' })
  from?: string;
  @Pattern({ ...MOMENT, description: 'Last day, or instant, included.' })
  to?: string;
}

export class EntryApplicationView {
  @Uuid()
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
}

export class EntryActorView {
  @Text({ max: 60, description: 'Person, or "system".' })
  id!: string;
  @Text({ max: 200, nullable: true })
  name!: string | null;
}

export class LedgerEntryView {
  @Uuid()
  transactionId!: string;
  @Text({ max: 20, description: 'Number of the transaction in the ledger, in digits.', example: '1204' })
  number!: string;
  @Int({ min: 1, max: 1_000_000, description: 'Line of the transaction.', example: 1 })
  line!: number;
  @Instant()
  at!: string;
  @OneOf(KINDS)
  kind!: Kind;
  @Text(FUNDER)
  funderCode!: string;
  @Int(YEAR)
  year!: number;
  @Nested(() => EntryApplicationView, { nullable: true, description: 'Null while the credits are of no dossier.' })
  application!: EntryApplicationView | null;
  @OneOf(ACCOUNTS)
  debit!: Account;
  @OneOf(ACCOUNTS)
  credit!: Account;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Nested(() => EntryActorView)
  actor!: EntryActorView;
  @Text({ max: 3000, nullable: true })
  reason!: string | null;
  @Text({ max: 100, description: 'Request that asked for it, as in the audit trail.' })
  requestId!: string;
  @Uuid({ nullable: true, description: 'Envelope, payment or other act that it comes from.' })
  sourceId!: string | null;
  @Uuid({ nullable: true, description: 'Transaction that this one corrects.' })
  reversesId!: string | null;
}

export class LedgerPageView {
  @NestedList(() => LedgerEntryView, { max: 100 })
  items!: LedgerEntryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class FunderYearBalanceView extends HoldingsView {
  @Text(FUNDER)
  funderCode!: string;
  @Text({ max: 200, example: 'État' })
  funderName!: string;
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView, { description: 'Committed or ordered, and not paid yet.' })
  left!: MoneyView;
}

export class YearParityView {
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView, { description: 'What funders are behind one another in this year, in proportion to their shares.' })
  gap!: MoneyView;
}

export class BalancesView {
  @Uuid()
  callId!: string;
  @NestedList(() => FunderYearBalanceView, { max: 1000 })
  items!: FunderYearBalanceView[];
  @NestedList(() => YearParityView, { max: 100 })
  parity!: YearParityView[];
}

export class DossierBalanceView {
  @Text(FUNDER)
  funderCode!: string;
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  reserved!: MoneyView;
  @Nested(() => MoneyView, { description: 'Decided, and neither ordered nor paid.' })
  committed!: MoneyView;
  @Nested(() => MoneyView)
  ordered!: MoneyView;
  @Nested(() => MoneyView, { description: 'Paid, what was given back left out.' })
  paid!: MoneyView;
  @Nested(() => MoneyView)
  recovered!: MoneyView;
  @Nested(() => MoneyView, { description: 'Committed or ordered, and not paid yet.' })
  left!: MoneyView;
}

export class DossierBalancesView {
  @Uuid()
  applicationId!: string;
  @NestedList(() => DossierBalanceView, { max: 1000 })
  items!: DossierBalanceView[];
}
