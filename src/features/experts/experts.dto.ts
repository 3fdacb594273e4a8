import { Bool, Email, Instant, Secret, Text, UuidList } from '../../platform/http/fields.js';

export class RequestExpertDto {
  @Email()
  email!: string;
  @Text({ max: 100, description: 'Of an account to be made; an existing one keeps its own.', example: 'Camille' })
  givenName!: string;
  @Text({ max: 100, example: 'Martin' })
  familyName!: string;
  @Text({ max: 5000, min: 0, example: 'Le dispositif itinérant est-il viable en zone de montagne ?' })
  question!: string;
  @UuidList({ max: 50, unique: true, description: 'Files of the dossier that the expert may read, and no other.' })
  documentIds!: string[];
  @Instant({ description: 'Until when the files are open and the opinion may be given.' })
  dueAt!: string;
}

export class AcceptRequestDto {
  @Bool({ description: 'True: the expert declares to have no interest in the dossier.', example: true })
  noInterest!: boolean;
}

export class DeclineRequestDto {
  @Text({ max: 2000, optional: true })
  reason?: string;
  @Bool({ optional: true, description: 'True: an interest in the dossier is why; it is recorded.' })
  interest?: boolean;
}

export class GiveOpinionDto {
  @Text({ max: 20_000, min: 0, example: 'Le dispositif est viable à deux conditions.' })
  opinion!: string;
}

export class RevokeRequestDto {
  @Text({ max: 2000, optional: true })
  reasons?: string;
}

export class ActivateDto {
  @Secret({ max: 200, description: 'From the message.' })
  token!: string;
  @Secret({ max: 1000 })
  password!: string;
}
