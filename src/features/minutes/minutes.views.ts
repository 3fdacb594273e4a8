import {
  AnyJson,
  Bool,
  Instant,
  Int,
  IntList,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { ActionView } from '../../platform/http/views.js';
import { SessionYearView } from '../committees/session.views.js';
import { ITEM_RESULTS, type ItemResult } from '../committees/tally.rules.js';
import { MINUTES_KINDS, type MinutesKind } from './minutes-data.js';
import { MINUTES_STATES, type MinutesState } from './minutes.rules.js';
import { LARGEST_COPY } from './signed-copies.rules.js';

const SHA256 = { max: 64, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' };

export class MinutesSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  sessionId!: string;
  @OneOf(MINUTES_KINDS)
  kind!: MinutesKind;
  @Int({ min: 1, max: 1000, description: '1 for the original, then one for each rectifying minutes.', example: 1 })
  number!: number;
  @OneOf(MINUTES_STATES)
  state!: MinutesState;
  @Int({ min: 1, max: 1_000_000_000, example: 2 })
  version!: number;
  @Int({ min: 0, max: 1_000_000, description: 'Number of the last draft.', example: 1 })
  draft!: number;
  @Uuid({ nullable: true, description: 'Minutes that these rectify.' })
  rectifiesId!: string | null;
  @Text({ max: 300, nullable: true, description: 'Who holds the next move.', example: 'qui a présidé la séance, pour signer' })
  waitingOn!: string | null;
}

export class MinutesListView {
  @NestedList(() => MinutesSummaryView, { max: 50, description: 'In order of their numbers.' })
  items!: MinutesSummaryView[];
}

export class MinutesSealView {
  @Text({ max: 2000, description: 'What is signed: canonical JSON with both hashes.' })
  text!: string;
  @Text({ max: 100, description: 'Ed25519, base64url.' })
  signature!: string;
  @Text({ max: 100, description: 'Key, published by GET /v1/receipts/keys.' })
  keyId!: string;
  @Uuid()
  signedBy!: string;
  @Instant()
  signedAt!: string;
}

export class SignedCopyView {
  @Int({ min: 1, max: 9, description: 'In order of arrival: GET /v1/minutes/{id}/signed-copies/{number}.', example: 1 })
  number!: number;
  @Int({ min: 1, max: LARGEST_COPY, description: 'Bytes.', example: 348_160 })
  size!: number;
  @Text({ ...SHA256, description: 'SHA-256 of the bytes.' })
  sha256!: string;
  @Instant()
  receivedAt!: string;
  @Uuid()
  receivedBy!: string;
}

export class MinutesView extends MinutesSummaryView {
  @Int({ min: 1, max: 1000, example: 1 })
  templateVersion!: number;
  @Instant()
  draftedAt!: string;
  @Text({ ...SHA256, description: 'SHA-256 of the canonical JSON (RFC 8785) of the whole data.' })
  dataSha256!: string;
  @Text({ ...SHA256, description: 'SHA-256 of the PDF.' })
  pdfSha256!: string;
  @IntList({
    max: 500,
    itemMin: 1,
    itemMax: 1000,
    description: 'Positions of the items closed to the reader, left out of the data.',
  })
  maskedItems!: number[];
  @AnyJson({ description: 'The frozen data that the PDF is drawn from, without the items closed to the reader.' })
  data!: object;
  @Nested(() => MinutesSealView, { nullable: true })
  seal!: MinutesSealView | null;
  @NestedList(() => SignedCopyView, { max: 9, description: 'Scanned, or with a qualified signature.' })
  signedCopies!: SignedCopyView[];
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
}

export class MinutesVerificationView {
  @Bool({ description: 'Everything below holds.' })
  genuine!: boolean;
  @Bool({ description: 'The data stored have the hash written with them.' })
  data!: boolean;
  @Bool({ description: 'The PDF drawn again from the data and the template version is, byte for byte, the stored one.' })
  pdf!: boolean;
  @Bool({ nullable: true, description: 'The seal is the key’s, over these hashes; null: not signed.' })
  seal!: boolean | null;
}

/** What signed minutes say of one dossier, and nothing of the others. */
export class MinutesExtractView {
  @Uuid()
  minutesId!: string;
  @Uuid()
  sessionId!: string;
  @Text({ max: 300, example: 'Comité départemental des services aux familles' })
  committeeName!: string;
  @Instant()
  scheduledAt!: string;
  @Instant()
  signedAt!: string;
  @OneOf(ITEM_RESULTS, { nullable: true, description: 'Null: deferred, or not dealt with.' })
  result!: ItemResult | null;
  @Text({ max: 10_000, nullable: true })
  reasons!: string | null;
  @TextList({ max: 40, itemMax: 2000 })
  reserves!: string[];
  @NestedList(() => SessionYearView, { max: 10, description: 'Amounts proposed with the opinion.' })
  years!: SessionYearView[];
  @Text({ max: 10_000, nullable: true })
  deferReasons!: string | null;
  @TextList({ max: 500, itemMax: 4000, description: 'Corrections of this item by later signed minutes.' })
  corrections!: string[];
}

export class MinutesExtractsView {
  @NestedList(() => MinutesExtractView, { max: 20, description: 'Latest session first.' })
  items!: MinutesExtractView[];
}
