import { Instant, Int, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ITEM_RESULTS, type ItemResult } from './tally.rules.js';
import { BALLOT_MODES, type BallotMode } from './voting-settings.js';

/** An opinion of a committee on a dossier. */
export class CommitteeOpinionView {
  @Uuid()
  sessionId!: string;
  @Uuid()
  itemId!: string;
  @Text({ max: 300, example: 'Comité départemental des services aux familles' })
  committeeName!: string;
  @Instant()
  decidedAt!: string;
  @OneOf(ITEM_RESULTS)
  result!: ItemResult;
  @OneOf(BALLOT_MODES)
  ballotMode!: BallotMode;
  @Text({ max: 10_000, nullable: true, example: 'Projet pertinent au regard du diagnostic des besoins du territoire.' })
  reasons!: string | null;
  @TextList({ max: 20, itemMax: 2000 })
  reserves!: string[];
  @Int({ min: 1, max: 1000, nullable: true, description: 'Rank in the session’s ranking; null when there is none.', example: 1 })
  rank!: number | null;
}

export class CommitteeOpinionsView {
  @NestedList(() => CommitteeOpinionView, { max: 20, description: 'Latest first.' })
  items!: CommitteeOpinionView[];
}
