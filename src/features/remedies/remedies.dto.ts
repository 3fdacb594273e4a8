import { OneOf, Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { APPEAL_KINDS, APPEAL_STATES, OUTCOMES, type AppealKind, type AppealState, type Outcome } from './appeal.rules.js';

export class OpenExceptionDto {
  @Text({ max: 5000, optional: true, example: 'Panne du téléservice le soir de la clôture, attestée par l’exploitant.' })
  reasons?: string;
}

export class SignExceptionDto {
  @Text({
    max: 40,
    optional: true,
    description: 'Funder signed for; needed only by who serves several of them.',
    example: 'STATE',
  })
  funderCode?: string;
}

export class GivenReasonsDto {
  @Text({ max: 5000, optional: true, example: 'Le motif invoqué ne tient pas à un fait de l’administration.' })
  reasons?: string;
}

export class FileAppealDto {
  @OneOf(APPEAL_KINDS, { description: 'GRACIEUX: to who decided. HIERARCHIQUE: to the manager of the call.' })
  kind!: AppealKind;
  @Text({ max: 20_000, description: 'What is contested, and why.', example: 'La pièce demandée figurait au dossier.' })
  grounds!: string;
}

export class ProposeDto extends GivenReasonsDto {
  @OneOf(OUTCOMES)
  outcome!: Outcome;
}

export class AppealQuery extends PageQuery {
  @OneOf(APPEAL_STATES, { optional: true })
  state?: AppealState;
  @OneOf(APPEAL_KINDS, { optional: true })
  kind?: AppealKind;
  @Uuid({ optional: true })
  callId?: string;
  @Pattern({ pattern: /^(?:\d{2}|2[AB]|97\d)$/, max: 3, optional: true, example: '31' })
  department?: string;
}
