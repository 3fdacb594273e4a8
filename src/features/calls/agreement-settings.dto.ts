import { Int, Nested, OneOf, Text } from '../../platform/http/fields.js';
import { AGREEMENT_MODELS, AGREEMENT_THRESHOLD_CENTS, type AgreementModel } from './agreement-models.rules.js';
import {
  AGREEMENT_DEMANDS,
  AGREEMENT_FORMS,
  SIGNING_ORDERS,
  type AgreementSettings,
  type AgreementTerms,
} from './call-settings.js';

const TERM = { max: 5000 } as const;

export class AgreementTermsDto implements AgreementTerms {
  @Text({ ...TERM, description: 'How and when it is paid.' })
  payment!: string;
  @Text({ ...TERM, description: 'Conditions of use of the money.' })
  use!: string;
  @Text({ ...TERM, description: 'How its use is controlled.' })
  control!: string;
  @Text({ ...TERM, description: 'How the project is evaluated.' })
  evaluation!: string;
  @Text({ ...TERM, description: 'What becomes of an amount not spent.' })
  unspent!: string;
  @Int({
    min: 0,
    max: 10_000,
    optional: true,
    description: 'Part of what it did not spend that a non-profit holder keeps, in basis points; none when left out.',
    example: 0,
  })
  unspentKept?: number;
}

export class AgreementModelDto {
  @OneOf(Object.keys(AGREEMENT_MODELS))
  code!: AgreementModel;
  @Int({ min: 1, max: 1000, example: 1 })
  version!: number;
}

export class AgreementSettingsDto implements AgreementSettings {
  @OneOf(AGREEMENT_DEMANDS, {
    description: 'Only where the law asks for one, for every award, or never: NEVER needs a call without private holders.',
  })
  required!: AgreementSettings['required'];
  @Int({
    min: 0,
    max: AGREEMENT_THRESHOLD_CENTS,
    optional: true,
    description:
      'Cents a year and funder strictly above which a private holder’s award needs one; the law’s 23 000 € when left out.',
    example: AGREEMENT_THRESHOLD_CENTS,
  })
  thresholdCents?: number;
  @OneOf(AGREEMENT_FORMS, { description: 'One agreement of all the funders with the holder, or one of each.' })
  form!: AgreementSettings['form'];
  @OneOf(SIGNING_ORDERS, { description: 'After the holder: the funders in the order of the call, or as they come.' })
  order!: AgreementSettings['order'];
  @Int({ min: 1, max: 365, description: 'Days after which whoever holds the pen is reminded.', example: 15 })
  reminderDays!: number;
  @Nested(() => AgreementModelDto)
  model!: AgreementModelDto;
  @Nested(() => AgreementTermsDto, { optional: true, description: 'Owed by the law before an agreement is drafted.' })
  terms?: AgreementTermsDto;
}
