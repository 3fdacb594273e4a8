import { AnyJson, Instant, Int, Nested, NestedList, Text } from '../http/fields.js';

export class HistoryQuery {
  @Int({ min: 1, max: 100, optional: true, description: 'Entries per page, 50 by default.', example: 50 })
  limit?: number;
  @Int({ min: 0, max: 1_000_000_000, optional: true, description: 'Number of the last entry already read.', example: 0 })
  afterSeq?: number;
}

export class HistoryActorView {
  @Text({ max: 60, description: 'Person, or "system".' })
  id!: string;
  @Text({ max: 200, nullable: true, example: 'Camille Durand' })
  name!: string | null;
}

/** One act. Who acted and on what is left out or null for a reader who may only know that it happened. */
export class HistoryEntryView {
  @Int({ min: 1, max: 1_000_000_000, example: 1 })
  seq!: number;
  @Text({ max: 60, example: 'submit' })
  event!: string;
  @Text({ max: 60, example: 'DRAFT' })
  fromState!: string;
  @Text({ max: 60, example: 'SUBMITTED' })
  toState!: string;
  @Instant()
  at!: string;
  @Int({ min: 1, max: 2_147_483_647, optional: true, description: 'Version of the aggregate after the act.' })
  version?: number;
  @Nested(() => HistoryActorView, { optional: true, nullable: true })
  actor?: HistoryActorView | null;
  @Text({ max: 100, optional: true, description: 'Capacity in which the actor passed the rule.', example: 'legalRepresentative' })
  capacity?: string;
  @AnyJson({ optional: true, nullable: true, description: 'What the rules saw.' })
  facts?: unknown;
  @AnyJson({ optional: true, nullable: true, description: 'What the act was given.' })
  input?: unknown;
  @Text({ max: 64, optional: true, description: 'Link of the chain of this aggregate’s entries.' })
  hash?: string;
}

export class HistoryView {
  @NestedList(() => HistoryEntryView, { max: 100, description: 'Oldest first.' })
  items!: HistoryEntryView[];
}
