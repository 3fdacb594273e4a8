import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';

import { GAPS, LETTER_KINDS, NOTIFIED_DECISIONS, type Gap, type LetterKind, type NotifiedDecision } from './letter.rules.js';

const SHA256 = { max: 64, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' };
const LEG = {
  max: 40,
  min: 0,
  description: 'Code of the funder where the letter is one funder’s own; empty otherwise.',
  example: '',
};

export class LetterSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @OneOf(LETTER_KINDS)
  kind!: LetterKind;
  @Text({ max: 200, example: 'Refus' })
  kindLabel!: string;
  @Text(LEG)
  leg!: string;
  @Int({ min: 1, max: 1000, description: 'Examination that the decision ended.', example: 1 })
  examination!: number;
  @Text({ max: 400, example: 'Dossier non retenu — 2023-31-00007' })
  title!: string;
  @Instant()
  decidedAt!: string;
  @Instant({ description: 'When it was written.' })
  createdAt!: string;
  @Instant({ nullable: true, description: 'First sending: the time limits of appeal run from it. Null: it has not left yet.' })
  sentAt!: string | null;
}

export class LetterListView {
  @NestedList(() => LetterSummaryView, { max: 100 })
  items!: LetterSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class LetterSendingView {
  @OneOf(['EMAIL'])
  means!: string;
  @Uuid()
  personId!: string;
  @Text({ max: 200, example: 'Camille Martin' })
  person!: string;
  @Text({ max: 200, description: 'Message-ID of the e-mail.' })
  messageId!: string;
  @Instant()
  sentAt!: string;
}

export class LetterView extends LetterSummaryView {
  @Text({ max: 1000, description: 'Given name and name of who decided.' })
  author!: string;
  @Text({ max: 1000 })
  capacity!: string;
  @Text({ max: 1000 })
  service!: string;
  @Text({ max: 40, description: 'Template and version that wrote it.', example: 'refusal v1' })
  template!: string;
  @TextList({ max: 500, itemMax: 20_000, description: 'Paragraphs, as they were stored and sent.' })
  body!: string[];
  @Text(SHA256)
  dataSha256!: string;
  @Text(SHA256)
  textSha256!: string;
  @Text(SHA256)
  pdfSha256!: string;
  @NestedList(() => LetterSendingView, { max: 200 })
  sendings!: LetterSendingView[];
}

export class HashCheckView {
  @Text({ ...SHA256, description: 'Written with the letter.' })
  stored!: string;
  @Text({ ...SHA256, description: 'Of what is stored now.' })
  computed!: string;
  @Bool()
  genuine!: boolean;
}

export class LetterVerificationView {
  @OneOf(['GENUINE', 'ALTERED'])
  status!: 'GENUINE' | 'ALTERED';
  @Nested(() => HashCheckView, { description: 'What it was made of (canonical JSON).' })
  data!: HashCheckView;
  @Nested(() => HashCheckView, { description: 'What the e-mail carried.' })
  text!: HashCheckView;
  @Nested(() => HashCheckView)
  pdf!: HashCheckView;
}

export const ALARMS = ['LETTER_MISSING', 'LETTER_UNSENT'] as const;
export type AlarmName = (typeof ALARMS)[number];

export class AlarmView {
  @OneOf(ALARMS, { description: 'No letter was written; or none of it ever left.' })
  alarm!: AlarmName;
  @OneOf(['application', 'award-leg', 'appeal'])
  subject!: string;
  @Uuid()
  subjectId!: string;
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  applicationNumber!: string | null;
  @OneOf(NOTIFIED_DECISIONS)
  decision!: NotifiedDecision;
  @Text(LEG)
  leg!: string;
  @Instant()
  decidedAt!: string;
  @TextList({ max: GAPS.length, itemMax: 20, description: 'What the law asks for and is not there.' })
  missing!: Gap[];
}

export class AlarmListView {
  @NestedList(() => AlarmView, { max: 100 })
  items!: AlarmView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
