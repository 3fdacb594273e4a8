import { Email, Instant, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';

/** What a person of the holder is on one dossier: CONTACT answers the agencies, WRITER edits, READER only reads. */
export const DOSSIER_ROLES = ['CONTACT', 'WRITER', 'READER'] as const;
export type DossierRole = (typeof DOSSIER_ROLES)[number];

export class AddPersonDto {
  @Uuid({ description: 'A person of the organisation that holds the application.' })
  personId!: string;
  @OneOf(DOSSIER_ROLES)
  role!: DossierRole;
}

export class DossierPersonView {
  @Uuid()
  personId!: string;
  @Text({ max: 250, example: 'Camille Martin' })
  name!: string;
  @Email()
  email!: string;
  @OneOf(DOSSIER_ROLES)
  role!: DossierRole;
  @Instant()
  addedAt!: string;
}

export class DossierPeopleView {
  @NestedList(() => DossierPersonView, { max: 50 })
  items!: DossierPersonView[];
}
