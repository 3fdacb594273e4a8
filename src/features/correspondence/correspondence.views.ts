import { Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import type { AgencyKind } from '../applications/application-content.js';
import { SIDES, type Side } from './correspondence.rules.js';

export class AuthorView {
  @Uuid()
  id!: string;
  @Text({ max: 200, example: 'Camille Durand' })
  name!: string;
}

export class ReadingView {
  @OneOf(SIDES)
  side!: Side;
  @Instant({ description: 'When this side first read it.' })
  at!: string;
}

export class MessageView {
  @Uuid()
  id!: string;
  @OneOf(SIDES)
  side!: Side;
  @Nested(() => AuthorView)
  author!: AuthorView;
  @Text({ max: 10_000 })
  body!: string;
  @Instant()
  at!: string;
  @NestedList(() => ReadingView, { max: 3 })
  readings!: ReadingView[];
}

export class MessagesView {
  @NestedList(() => MessageView, { max: 100 })
  items!: MessageView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ReadMessagesView {
  @Int({ min: 0, max: 1_000_000, description: 'Messages that this side had not read before.', example: 2 })
  newlyRead!: number;
}

export class CommentView {
  @Uuid()
  id!: string;
  @OneOf(['CAF', 'DDETS'])
  agencyKind!: AgencyKind;
  @Nested(() => AuthorView)
  author!: AuthorView;
  @Text({ max: 10_000 })
  body!: string;
  @Instant()
  at!: string;
  @Uuid({ nullable: true, description: 'Comment that this one corrects.' })
  replaces!: string | null;
  @Uuid({ nullable: true, description: 'Comment that corrects this one.' })
  replacedBy!: string | null;
}

export class CommentsView {
  @NestedList(() => CommentView, { max: 100 })
  items!: CommentView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
