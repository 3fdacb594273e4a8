import { ActionView } from '../../platform/http/views.js';
import { Bool, Instant, Int, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { BANK_DETAILS_STATES, type BankDetailsState, type ProposedAccount } from './bank-details.rules.js';

export class ProposeBankDetailsDto implements ProposedAccount {
  @Text({ max: 42, description: 'IBAN, spaces allowed.', example: 'FR76 3000 6000 0112 3456 7890 189' })
  iban!: string;
  @Text({ max: 14, example: 'AGRIFRPP' })
  bic!: string;
  @Text({ max: 200, description: 'Name of the account, as the bank knows it.', example: 'Commune de Chanac' })
  accountHolder!: string;
  @Text({ max: 1000, optional: true, description: 'Why it is not the organisation’s name.', example: 'Compte du Trésor public.' })
  mismatchReason?: string;
}

export class RefuseBankDetailsDto {
  @Text({ max: 1000, example: 'Le relevé d’identité bancaire joint porte un autre IBAN.' })
  reasons!: string;
}

export class BankDetailsView {
  @Uuid()
  id!: string;
  @Uuid()
  organisationId!: string;
  @Int({ min: 1, max: 1_000_000, description: 'Version of the organisation’s bank details.' })
  number!: number;
  @OneOf(BANK_DETAILS_STATES)
  state!: BankDetailsState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Bool({ description: 'The last confirmed version: what is paid goes there.' })
  inForce!: boolean;
  @Text({ max: 20, description: 'Masked.', example: 'FR76 •••• 0189' })
  iban!: string;
  @Text({ max: 11 })
  bic!: string;
  @Text({ max: 200 })
  accountHolder!: string;
  @Text({ max: 1000, nullable: true })
  mismatchReason!: string | null;
  @Text({ max: 1000, nullable: true })
  refusalReasons!: string | null;
  @Instant()
  proposedAt!: string;
  @Instant({ nullable: true, description: 'Confirmed or refused.' })
  closedAt!: string | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
}

export class BankDetailsListView {
  @NestedList(() => BankDetailsView, { max: 100, description: 'Newest first.' })
  items!: BankDetailsView[];
}

/** Whole, for who orders and pays: each reading is recorded. */
export class AccountView {
  @Uuid()
  id!: string;
  @Text({ max: 34, example: 'FR7630006000011234567890189' })
  iban!: string;
  @Text({ max: 11, example: 'AGRIFRPP' })
  bic!: string;
  @Text({ max: 200 })
  accountHolder!: string;
  @Text({ max: 1000, nullable: true })
  mismatchReason!: string | null;
}
