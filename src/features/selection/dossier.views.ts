import { Int, Nested, Text, Uuid } from '../../platform/http/fields.js';
import { MoneyView } from '../../platform/http/views.js';

/** How every screen of the jury names a dossier. */
export class DossierRefView {
  @Uuid({ description: 'Application.' })
  applicationId!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 3, example: '31' })
  department!: string;
}

export class PlannedYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}
