import { Bool, Instant, Int, Nested, NestedList, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';

/** Who asked and who answered are in no view: a question is asked in the name of nobody, and answered in the name of the call. */
export class EnquiryAnswerView {
  @Int({ min: 1, max: 10_000, description: 'A later number supersedes it.', example: 1 })
  number!: number;
  @Text({ max: 3000, example: 'Un CCAS peut-il porter le projet ?' })
  question!: string;
  @Text({ max: 10_000, example: 'Oui, les CCAS sont éligibles.' })
  answer!: string;
  @Instant()
  answeredAt!: string;
}

export class PublicEnquiryView {
  @Uuid()
  id!: string;
  @Text({ max: 3000, example: 'Un CCAS peut-il porter le projet ?' })
  question!: string;
  @Text({ max: 10_000, example: 'Oui, les CCAS sont éligibles.' })
  answer!: string;
  @Instant()
  answeredAt!: string;
  @NestedList(() => EnquiryAnswerView, {
    max: 1000,
    description: 'Answers that this one supersedes, oldest first: none is ever removed.',
  })
  superseded!: EnquiryAnswerView[];
}

export class PublicEnquiryListView {
  @NestedList(() => PublicEnquiryView, { max: 100 })
  items!: PublicEnquiryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class EnquiryView {
  @Uuid()
  id!: string;
  @Text({ max: 3000, description: 'As published; as asked until then.', example: 'Un CCAS peut-il porter le projet ?' })
  question!: string;
  @Instant()
  askedAt!: string;
  @Bool({ description: 'Asked by oneself.' })
  mine!: boolean;
  @Text({ max: 10_000, nullable: true, description: 'The answer in force; null until then.', example: null })
  answer!: string | null;
  @Instant({ nullable: true })
  answeredAt!: string | null;
  @NestedList(() => EnquiryAnswerView, { max: 1000 })
  superseded!: EnquiryAnswerView[];
  @Int({ min: 1, max: 10_000, description: 'For If-Match of an answer.', example: 1 })
  version!: number;
}

export class EnquiryListView {
  @NestedList(() => EnquiryView, { max: 100 })
  items!: EnquiryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export interface Enquiry {
  readonly id: string;
  readonly text: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  /** Oldest first. */
  readonly answers: readonly EnquiryAnswerView[];
}

export function viewEnquiry({ id, text, askedBy, askedAt, answers }: Enquiry, personId: string): EnquiryView {
  const last = answers.at(-1);
  return {
    id,
    question: last?.question ?? text,
    askedAt: askedAt.toISOString(),
    mine: askedBy === personId,
    answer: last?.answer ?? null,
    answeredAt: last?.answeredAt ?? null,
    superseded: answers.slice(0, -1),
    version: answers.length + 1,
  };
}

export function viewPublicEnquiry({ id, answers }: Enquiry): PublicEnquiryView {
  const last = answers.at(-1);
  const { question = '', answer = '', answeredAt = '' } = last ?? {};
  return { id, question, answer, answeredAt, superseded: answers.slice(0, -1) };
}
