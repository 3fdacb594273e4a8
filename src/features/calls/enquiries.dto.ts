import { OneOf, Text } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';

export const ENQUIRY_STATES = ['PENDING', 'ANSWERED'] as const;
export type EnquiryState = (typeof ENQUIRY_STATES)[number];

export class AskDto {
  @Text({
    max: 3000,
    description: 'Published with its answer: leave out names and what is only yours.',
    example: 'Un CCAS peut-il porter le projet ?',
  })
  text!: string;
}

export class AnswerEnquiryDto {
  @Text({ max: 10_000, example: 'Oui, les CCAS sont éligibles.' })
  answer!: string;
  @Text({
    max: 3000,
    optional: true,
    description: 'The question as published, when it must be said otherwise to be anonymous; as asked when left out.',
    example: 'Un CCAS peut-il porter le projet ?',
  })
  question?: string;
}

export class EnquiryQuery extends PageQuery {
  @OneOf(ENQUIRY_STATES, { optional: true })
  state?: EnquiryState;
}
