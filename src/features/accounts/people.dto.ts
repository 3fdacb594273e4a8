import { ROLES, type Role } from '../../kernel/actor.js';
import { Bool, Email, Instant, Int, Nested, NestedList, OneOf, Secret, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { PageInfo } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';

const LOCALES = ['fr', 'en'] as const satisfies readonly Locale[];
const ONE_TIME = 'Handed over by other means; serves once, to choose another by POST /v1/auth/password. No answer ever holds it.';

export class CreatePersonDto {
  @Email()
  email!: string;
  @Text({ max: 100, example: 'Camille' })
  givenName!: string;
  @Text({ max: 100, example: 'Martin' })
  familyName!: string;
  @OneOf(LOCALES, { optional: true })
  locale?: Locale;
  @Secret({ max: 1000, optional: true, description: ONE_TIME })
  oneTimePassword?: string;
}

export class EditPersonDto {
  @Email({ optional: true })
  email?: string;
  @Text({ max: 100, optional: true, example: 'Camille' })
  givenName?: string;
  @Text({ max: 100, optional: true, example: 'Martin' })
  familyName?: string;
  @OneOf(LOCALES, { optional: true })
  locale?: Locale;
}

export class ResetPasswordDto {
  @Secret({ max: 1000, description: ONE_TIME })
  oneTimePassword!: string;
}

export class PeopleQuery extends PageQuery {
  @Email({ optional: true, description: 'The person with this address.' })
  email?: string;
}

export class PersonView {
  @Uuid()
  id!: string;
  @Email()
  email!: string;
  @Text({ max: 100, example: 'Camille' })
  givenName!: string;
  @Text({ max: 100, example: 'Martin' })
  familyName!: string;
  @OneOf(LOCALES)
  locale!: Locale;
  @Bool({ description: 'False: cannot log in with a password.' })
  hasPassword!: boolean;
  @Bool({ description: 'True while the password is a one-time one.' })
  passwordMustChange!: boolean;
  @Instant({ nullable: true })
  disabledAt!: string | null;
  @Instant()
  createdAt!: string;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class PersonListView {
  @NestedList(() => PersonView, { max: 100 })
  items!: PersonView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class NamedView {
  @Uuid()
  id!: string;
  @Text({ max: 300, example: 'Caf de la Haute-Garonne' })
  name!: string;
}

export class MyGrantView {
  @Uuid()
  id!: string;
  @OneOf(ROLES)
  role!: Role;
  @Text({ max: 100, example: 'instructeur de la Caf' })
  label!: string;
  @Nested(() => NamedView, { nullable: true })
  organisation!: NamedView | null;
  @Nested(() => NamedView, { nullable: true })
  agency!: NamedView | null;
  @Text({ max: 10, nullable: true, example: 'DEP-31' })
  territory!: string | null;
  @Instant()
  startsAt!: string;
  @Instant({ nullable: true })
  endsAt!: string | null;
}

export class MeView {
  @Uuid()
  id!: string;
  @Email()
  email!: string;
  @Text({ max: 100, example: 'Camille' })
  givenName!: string;
  @Text({ max: 100, example: 'Martin' })
  familyName!: string;
  @OneOf(LOCALES)
  locale!: Locale;
  @NestedList(() => MyGrantView, { max: 1000, description: 'In force now.' })
  grants!: MyGrantView[];
}
