import { Bool, Int, Nested, NestedList, OneOf, Pattern, Text, TextList } from '../../platform/http/fields.js';
import {
  COLUMN_TYPES,
  QUESTION_TYPES,
  type Column,
  type ColumnType,
  type Condition,
  type Question,
  type QuestionType,
} from './call-form.js';
import { CODE } from './grid.dto.js';

const BOUND = { min: -1_000_000_000_000, max: 100_000_000_000_000, optional: true };
const MIN = { ...BOUND, description: 'Least: of a NUMBER, of an AMOUNT (cents), of the rows of a TABLE.', example: 0 };
const MAX = { ...BOUND, description: 'Most: of a NUMBER, of an AMOUNT (cents), of the rows of a TABLE.', example: 100 };
const CHOICES = { max: 100, optional: true, description: 'Of a CHOICE.' };

class ChoiceDto {
  @Pattern({ ...CODE, example: 'YES' })
  code!: string;
  @Text({ max: 300, example: 'Oui' })
  label!: string;
}

class AskedDto {
  @Pattern({ ...CODE, example: 'PLACES' })
  code!: string;
  @Text({ max: 300, example: 'Combien de places seront créées ?' })
  label!: string;
  @Text({ max: 2000, optional: true, description: 'Shown beside the question.', example: 'Places agréées par la PMI.' })
  help?: string;
  @Bool({ optional: true, description: 'Without an answer the dossier is not submitted. False when left out.' })
  required?: boolean;
  @NestedList(() => ChoiceDto, CHOICES)
  choices?: ChoiceDto[];
  @Bool({ optional: true, description: 'Of a CHOICE: several may be chosen.' })
  multiple?: boolean;
  @Bool({ optional: true, description: 'Of a NUMBER: whole numbers alone.' })
  integer?: boolean;
  @Int(MIN)
  min?: number;
  @Int(MAX)
  max?: number;
  @Int({ min: 1, max: 10_000, optional: true, description: 'Of a TEXT, in characters; 5 000 when left out.', example: 2000 })
  maxLength?: number;
}

export class ColumnDto extends AskedDto implements Column {
  @OneOf(COLUMN_TYPES)
  type!: ColumnType;
}

export class ConditionDto implements Condition {
  @Pattern({ ...CODE, description: 'An earlier question, of type CHOICE.', example: 'NEW_BUILDING' })
  question!: string;
  @Pattern({ ...CODE, optional: true, description: 'The choice that makes the question asked.', example: 'YES' })
  equals?: string;
  @TextList({ min: 1, max: 100, itemMax: 40, unique: true, optional: true, description: 'Or any of these.', example: ['YES'] })
  in?: string[];
}

export class QuestionDto extends AskedDto implements Question {
  @OneOf(QUESTION_TYPES, {
    description: 'AMOUNT: integer cents. DATE: YYYY-MM-DD. ATTACHMENT: a required document of that code.',
  })
  type!: QuestionType;
  @NestedList(() => ColumnDto, { max: 20, optional: true, description: 'Of a TABLE.' })
  columns?: ColumnDto[];
  @Bool({ optional: true, description: 'Of an ATTACHMENT: may be announced at the submission and sent later.' })
  mayFollow?: boolean;
  @Nested(() => ConditionDto, { optional: true, description: 'Asked only then; always when left out.' })
  showIf?: ConditionDto;
}
