import { AnyJson, Instant, Int, Nested, NestedList, OneOfList, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { MoneyView, PageInfo } from '../../platform/http/views.js';
import { OrganisationRefView } from './applications.views.js';
import { LIKENESSES, type Likeness } from './likely-duplicates.rules.js';

export class SaverView {
  @Uuid()
  id!: string;
  @Text({ max: 201, nullable: true, example: 'Noé Ferrand' })
  name!: string | null;
}

export class DraftSaveView {
  @Int({ min: 1, max: 1_000_000, description: 'Version of the dossier that this save made.', example: 4 })
  version!: number;
  @Instant()
  savedAt!: string;
  @Nested(() => SaverView, { nullable: true, description: 'Null: not a person’s save, but the return to what was last sent.' })
  savedBy!: SaverView | null;
  @TextList({
    max: 1000,
    itemMax: 300,
    description: 'JSON pointers to the fields changed.',
    example: ['/budget/lines', '/title'],
  })
  changed!: string[];
  @Int({ min: 1, max: 1_000_000, nullable: true, description: 'Version that this save restored.', example: 2 })
  restoredFrom!: number | null;
}

export class DraftSaveListView {
  @NestedList(() => DraftSaveView, { max: 100 })
  items!: DraftSaveView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class DraftSavedView extends DraftSaveView {
  @Text({ max: 300 })
  title!: string;
  @AnyJson({ description: 'What the holder had written, field by field as in the PATCH body.' })
  content!: unknown;
}

export class CallRefView {
  @Uuid()
  id!: string;
  @Text({ max: 300, example: 'Fonds d’innovation pour la petite enfance' })
  title!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  edition!: number;
}

export class HolderRefView extends OrganisationRefView {
  @Text({ max: 14, example: '21110203600016' })
  siret!: string;
}

export class LikelyDuplicateView {
  @Uuid()
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-11-00007' })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300, nullable: true, example: 'Lézignan-Corbières' })
  place!: string | null;
  @Text({ max: 3, example: '11' })
  department!: string;
  @Nested(() => CallRefView)
  call!: CallRefView;
  @Nested(() => HolderRefView)
  organisation!: HolderRefView;
  @Nested(() => MoneyView, { description: 'Asked of the call’s funders over all years.' })
  requested!: MoneyView;
  @Instant({ nullable: true })
  submittedAt!: string | null;
  @Int({ min: 0, max: 100, description: 'How much to look at it first, in percent; no rule follows from it.', example: 95 })
  score!: number;
  @Int({ min: 0, max: 100, description: 'Trigram similarity of title and place, in percent.', example: 90 })
  similarity!: number;
  @OneOfList(LIKENESSES, { max: 3, description: 'Why it is shown.' })
  reasons!: Likeness[];
}

export class LikelyDuplicatesView {
  @NestedList(() => LikelyDuplicateView, { max: 10, description: 'Most likely first.' })
  items!: LikelyDuplicateView[];
}
