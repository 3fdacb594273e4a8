import { Instant, Int, NestedList, Text, TextList } from '../../platform/http/fields.js';
import { ReasonView } from '../../platform/http/views.js';

export class AmendmentView {
  @Int({ min: 2, max: 10_000, description: 'Number of the specification.', example: 2 })
  number!: number;
  @Instant()
  frozenAt!: string;
  @Text({ max: 3000, example: 'Précision demandée par plusieurs porteurs.' })
  reasons!: string;
  @TextList({
    max: 50,
    itemMax: 60,
    description: 'What differs from the specification before: `text`, `deadlineAt`, `settings.questions`…',
    example: ['settings.requiredDocuments'],
  })
  changed!: string[];
}

export class AmendmentsView {
  @Int({ min: 0, max: 10_000, description: 'Specification in force when the draft was begun.', example: 1 })
  begunUnder!: number;
  @Int({
    min: 0,
    max: 10_000,
    description: 'Specification that judges the dossier: the one in force for a draft, the one it answered once submitted.',
    example: 2,
  })
  judgedBy!: number;
  @NestedList(() => AmendmentView, { max: 200, description: 'Since the draft was begun, oldest first.' })
  amendments!: AmendmentView[];
  @NestedList(() => ReasonView, {
    max: 1000,
    description: 'What the amendments ask of the draft, on top of what it had to do before. Nothing once submitted.',
  })
  toComplete!: ReasonView[];
}
