import { Int, Nested, NestedList, OneOf, Text, TextList, UuidList } from '../../platform/http/fields.js';
import { YearCentsDto } from '../instruction/instruction.dto.js';
import { SessionItemDto } from './session.dto.js';
import { CHOICES, PROPOSALS, type Choice, type Proposal } from './tally.rules.js';

const VOICES = { min: 0, max: 500 };
const PRESIDENT = 'Vote of whoever has the casting vote, among the totals; needed on a tie.';

export class HandCountsDto {
  @Int({ ...VOICES, example: 12 })
  for!: number;
  @Int({ ...VOICES, example: 9 })
  against!: number;
  @Int({ ...VOICES, example: 2 })
  abstain!: number;
  @Int({ ...VOICES, description: 'Only where the committee allows blank votes.', example: 0 })
  blank!: number;
}

export class SessionCountHandsDto extends SessionItemDto {
  @Nested(() => HandCountsDto)
  counts!: HandCountsDto;
  @OneOf(CHOICES, { optional: true, description: PRESIDENT })
  presidentChoice?: Choice;
}

export class SessionVoteAmountsDto extends SessionCountHandsDto {
  @NestedList(() => YearCentsDto, { min: 1, max: 10, description: 'Amount voted for each budget year.' })
  years!: YearCentsDto[];
}

export class SessionSettleTieDto extends SessionItemDto {
  @OneOf(['FOR', 'AGAINST', 'ABSTAIN'] as const, { description: 'Said aloud; abstaining leaves the opinion not adopted.' })
  choice!: Choice;
}

export class SessionBlockItemDto extends SessionItemDto {
  @NestedList(() => YearCentsDto, { max: 10, optional: true, description: 'Amount proposed for each budget year.' })
  years?: YearCentsDto[];
}

export class SessionAdoptEnBlocDto {
  @OneOf(PROPOSALS, { description: 'The opinion adopted on all the items.' })
  proposal!: Proposal;
  @TextList({ max: 20, itemMax: 2000, optional: true, description: 'Of an opinion with reserves: the same for all the items.' })
  reserves?: string[];
  @NestedList(() => SessionBlockItemDto, { min: 2, max: 100 })
  items!: SessionBlockItemDto[];
  @Nested(() => HandCountsDto)
  counts!: HandCountsDto;
  @OneOf(CHOICES, { optional: true, description: PRESIDENT })
  presidentChoice?: Choice;
}

export class SessionRecordOpinionDto extends SessionItemDto {
  @Text({ max: 10_000, example: 'Projet pertinent au regard du diagnostic des besoins du territoire.' })
  reasons!: string;
  @TextList({ max: 20, itemMax: 2000, optional: true, description: 'Unless they were put to the vote with the proposal.' })
  reserves?: string[];
}

export class SessionAdoptRankingDto {
  @UuidList({ min: 1, max: 100, unique: true, description: 'Every favoured item of the session, the first rank first.' })
  itemIds!: string[];
  @Nested(() => HandCountsDto, { optional: true, description: 'Hands counted; none: adopted without a vote, nobody objecting.' })
  counts?: HandCountsDto;
  @OneOf(CHOICES, { optional: true, description: PRESIDENT })
  presidentChoice?: Choice;
}
