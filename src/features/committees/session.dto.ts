import { Bool, Instant, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { YearCentsDto } from '../instruction/instruction.dto.js';
import { SESSION_STATES, type SessionState } from './session-facts.rules.js';
import { CHOICES, PROPOSALS, type Choice, type Proposal } from './tally.rules.js';

export class SessionQuery extends PageQuery {
  @OneOf(SESSION_STATES, { optional: true })
  state?: SessionState;
  @Text({ max: 3, optional: true, description: 'Department code.', example: '31' })
  department?: string;
  @Uuid({ optional: true })
  callId?: string;
}

export class CreateSessionDto {
  @Uuid({ optional: true, description: 'With callId and applicationIds, unless secondOfId is given.' })
  committeeId?: string;
  @Uuid({ optional: true })
  callId?: string;
  @Uuid({
    optional: true,
    description: 'The adjourned session to take up again: committee, call and agenda are its own (CRPA R133-10).',
  })
  secondOfId?: string;
  @Instant({ description: 'When the session is to be held.' })
  scheduledAt!: string;
  @Text({ max: 300, example: 'Préfecture, salle Garonne' })
  place!: string;
  @TextList({ max: 100, itemMax: 36, unique: true, optional: true, description: 'Dossiers in order (UUID).' })
  applicationIds?: string[];
}

export class EditSessionDto {
  @Instant({ optional: true })
  scheduledAt?: string;
  @Text({ max: 300, optional: true, example: 'Préfecture, salle Garonne' })
  place?: string;
  @TextList({ max: 100, itemMax: 36, unique: true, optional: true, description: 'The whole agenda, in order (UUID).' })
  applicationIds?: string[];
}

export class SessionConveneDto {
  @Text({ max: 2000, optional: true, description: 'Why the notice is shorter than the rule (CRPA R133-8).' })
  urgencyMotive?: string;
}

export class SessionMemberDto {
  @Uuid()
  memberId!: string;
}

export class SessionArrivalDto extends SessionMemberDto {
  @Uuid({ optional: true, description: 'The registered substitute who comes for the member (CRPA R133-3).' })
  substituteId?: string;
}

export class SessionProxyDto {
  @Uuid({ optional: true, description: 'Named by the secretary; a member gives their own mandate.' })
  giverId?: string;
  @Uuid({ description: 'Member who will vote for the giver; one mandate at most (CRPA R133-9).' })
  holderId!: string;
}

export class SessionItemDto {
  @Uuid()
  itemId!: string;
}

export class SessionRecuseDto extends SessionItemDto {
  @Uuid()
  memberId!: string;
  @Text({ max: 2000, example: 'Maire de la commune qui porte le dossier.' })
  reason!: string;
  @Bool({ optional: true, description: 'True (default): the dossier closes to the person everywhere. False: another cause.' })
  personalInterest?: boolean;
}

export class SessionOpenItemDto extends SessionItemDto {
  @OneOf(PROPOSALS, { description: 'The opinion put to the vote.' })
  proposal!: Proposal;
  @NestedList(() => YearCentsDto, { max: 10, optional: true, description: 'Amount proposed with it for each budget year.' })
  years?: YearCentsDto[];
}

export class SessionVoteDto extends SessionItemDto {
  @OneOf(CHOICES)
  choice!: Choice;
  @Uuid({ optional: true, description: 'Member whose mandate the voter holds.' })
  forMemberId?: string;
}

export class SessionDeferItemDto extends SessionItemDto {
  @Text({ max: 5000, example: 'Plan de financement à préciser.' })
  reasons!: string;
}

export class SessionCancelDto {
  @Text({ max: 5000, example: 'Salle indisponible.' })
  reasons!: string;
}
