import { Text, Uuid } from '../../platform/http/fields.js';

/** A dossier named in another screen. */
export class ApplicationReferenceView {
  @Uuid()
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Text({ max: 300, example: 'Guichet unique de la petite enfance' })
  title!: string;
  @Text({ max: 60, example: 'UNDER_EXAMINATION' })
  state!: string;
  @Text({ max: 300, example: 'Commune de Chanac' })
  organisation!: string;
}
