import { Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView } from '../../platform/http/views.js';
import { AgreementOwedView, DelegationView, FunderView } from '../awards/awards.dto.js';
import { AGREEMENT_FORMS, SIGNING_ORDERS, type AgreementSettings } from '../calls/call-settings.js';
import {
  AGREEMENT_STATES,
  COPY_KINDS,
  SIGNATURE_METHODS,
  type AgreementState,
  type CopyKind,
  type SignatureMethod,
} from './agreement.rules.js';

const FUNDER_CODE = { max: 40, optional: true, example: 'STATE' } as const;
const SHA256 = { max: 64, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' };

export class DraftAgreementDto {
  @Text({
    ...FUNDER_CODE,
    description: 'Of a bilateral agreement, the funder; left out of a tripartite one. The call says which form.',
  })
  funderCode?: string;
}

export class SignAgreementDto {
  @Text({ ...FUNDER_CODE, description: 'Funder that the officer signs for; left out by the holder’s representative.' })
  funderCode?: string;
  @OneOf(SIGNATURE_METHODS, {
    description: 'PLATFORM: by this act. PAPER and QUALIFIED: elsewhere, and the signed copy has been uploaded before.',
  })
  method!: SignatureMethod;
  @Text({ max: 200, example: 'Directrice de la Caf de la Lozère' })
  capacity!: string;
  @Text({
    max: 200,
    optional: true,
    description: 'Authority on whose behalf an officer signs.',
    example: 'Préfet de la région Occitanie',
  })
  authority?: string;
  @Text({
    max: 300,
    optional: true,
    description:
      'Of an officer who signs by delegation: its reference and the days between which it is in force. All three, or none. A holder’s delegation is read from its people.',
  })
  delegationReference?: string;
  @Day({ optional: true })
  delegationFrom?: string;
  @Day({ optional: true })
  delegationTo?: string;
}

export class VoidAgreementDto {
  @Text({ max: 5000, description: 'Reasons, which the holder reads.', example: 'Erreur sur le SIRET du porteur.' })
  reasons!: string;
}

export class AgreementSignatureView {
  @Uuid()
  by!: string;
  @Instant()
  at!: string;
  @OneOf(SIGNATURE_METHODS)
  method!: SignatureMethod;
  @Text({ max: 300 })
  name!: string;
  @Text({ max: 200 })
  capacity!: string;
  @Text({ max: 300 })
  authority!: string;
  @Nested(() => DelegationView, { nullable: true })
  delegation!: DelegationView | null;
}

export class AgreementPartyView {
  @Int({ min: 0, max: 100, description: '0: the holder; then the funders, in the order of the call.', example: 0 })
  number!: number;
  @Int({ min: 0, max: 100, description: 'Turn: parties of one rank sign in any order.', example: 0 })
  rank!: number;
  @Text({ max: 300 })
  name!: string;
  @Text({ max: 40, nullable: true, description: 'Null: the holder.' })
  funderCode!: string | null;
  @Nested(() => AgreementSignatureView, { nullable: true })
  signature!: AgreementSignatureView | null;
}

export class AgreementCopyView {
  @Uuid()
  id!: string;
  @OneOf(COPY_KINDS)
  kind!: CopyKind;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'Bytes.' })
  size!: number;
  @Text(SHA256)
  sha256!: string;
  @Uuid({ description: 'Person who sent it.' })
  by!: string;
  @Instant()
  at!: string;
}

export class AgreementVoidedView {
  @Text({ max: 5000 })
  reasons!: string;
  @Uuid()
  by!: string;
  @Instant()
  at!: string;
}

export class AgreementModelView {
  @Text({ max: 40, example: 'standard' })
  code!: string;
  @Int({ min: 1, max: 1000, example: 1 })
  version!: number;
}

export class AgreementView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @OneOf(AGREEMENT_STATES)
  state!: AgreementState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, example: 2 })
  version!: number;
  @OneOf(AGREEMENT_FORMS)
  form!: AgreementSettings['form'];
  @OneOf(SIGNING_ORDERS)
  order!: AgreementSettings['order'];
  @Nested(() => AgreementModelView)
  model!: AgreementModelView;
  @Text({ ...SHA256, nullable: true, description: 'SHA-256 of the canonical JSON (RFC 8785) that it was written from.' })
  dataSha256!: string | null;
  @Text({ ...SHA256, nullable: true, description: 'SHA-256 of GET /v1/agreements/{id}/pdf.' })
  pdfSha256!: string | null;
  @NestedList(() => AgreementPartyView, { max: 20 })
  parties!: AgreementPartyView[];
  @TextList({ max: 20, itemMax: 300, description: 'Whose turn it is to sign.' })
  pens!: string[];
  @NestedList(() => AgreementCopyView, { max: 100, description: 'Copies of what was signed elsewhere.' })
  copies!: AgreementCopyView[];
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  sentAt!: string | null;
  @Instant({ nullable: true })
  signedAt!: string | null;
  @Nested(() => AgreementVoidedView, { nullable: true })
  voided!: AgreementVoidedView | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, description: 'Who holds the next move.' })
  waitingOn!: string | null;
}

export class FunderOwedView extends AgreementOwedView {
  @Nested(() => FunderView)
  funder!: FunderView;
}

export class AgreementListView {
  @NestedList(() => FunderOwedView, { max: 20, description: 'Whether one is owed with each funder, and why.' })
  owed!: FunderOwedView[];
  @NestedList(() => AgreementView, { max: 100, description: 'Oldest first, voided ones included.' })
  items!: AgreementView[];
}
