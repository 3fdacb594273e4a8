import { Bool, Instant, NestedList, OneOf, Text, TextList, Uuid, UuidList } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { YearCentsDto } from '../instruction/instruction.dto.js';
import { SESSION_STATES, type SessionState } from './session-facts.rules.js';
import { ATTENDANCE_MEANS, SENDING_MEANS, SESSION_MODES } from './session-mode.rules.js';
import type { AttendanceMeans, SendingMeans, SessionMode } from './session-mode.rules.js';
import { CHOICES, PROPOSALS, type Choice, type Proposal } from './tally.rules.js';
import { BALLOT_MODES, type BallotMode } from './voting-settings.js';

export class SessionQuery extends PageQuery {
  @OneOf(SESSION_STATES, { optional: true })
  state?: SessionState;
  @Text({ max: 3, optional: true, description: 'Department code.', example: '31' })
  department?: string;
  @Uuid({ optional: true })
  callId?: string;
}

export class SessionEventsQuery {
  @OneOf(['true', 'false'], { optional: true, description: 'true: what happened until now, and no more: for clients that poll.' })
  once?: 'true' | 'false';
}

class SessionDocumentDto {
  @Uuid({ optional: true, description: 'Dossier of the agenda that it is about; none: the session as a whole.' })
  applicationId?: string;
  @Uuid({ optional: true, description: 'A file of that dossier.' })
  documentId?: string;
  @Text({ max: 300, example: 'Rapport d’instruction' })
  title!: string;
  @Text({ max: 5000, optional: true, example: 'Remis en séance sur papier.' })
  note?: string;
}

/** How the session is held, and what is sent with its convocation. */
class SessionTermsDto {
  @OneOf(SESSION_MODES, {
    optional: true,
    description: 'ON_SITE unless given. At a distance or in writing, the president decides (ordonnance 2014-1329, art. 2 and 3).',
  })
  mode?: SessionMode;
  @Instant({
    optional: true,
    description: 'Of a written deliberation, which opens at scheduledAt: nothing is taken from here on.',
  })
  closesAt?: string;
  @NestedList(() => SessionDocumentDto, {
    max: 500,
    optional: true,
    description: 'What is sent with the convocation (CRPA R133-8): the whole list, in order.',
  })
  documents?: SessionDocumentDto[];
}

export class CreateSessionDto extends SessionTermsDto {
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
  @TextList({
    max: 100,
    itemMax: 36,
    unique: true,
    optional: true,
    description: 'Dossiers in order (UUID). Of a second session: the whole agenda of the first, then what is new.',
  })
  applicationIds?: string[];
}

export class EditSessionDto extends SessionTermsDto {
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
  @Text({
    max: 2000,
    optional: true,
    description: 'The president’s decision to deliberate at a distance or in writing, when the secretary convenes.',
    example: 'Décision du président du 2 octobre 2023.',
  })
  presidentDecision?: string;
  @NestedList(() => SessionOpenItemDto, {
    max: 100,
    optional: true,
    description: 'Of a written deliberation: the opinion put to the vote on each item.',
  })
  proposals?: SessionOpenItemDto[];
}

export class SessionSendConvocationDto {
  @UuidList({ min: 1, max: 500, description: 'Members in office.' })
  memberIds!: string[];
  @OneOf(SENDING_MEANS, { description: 'An e-mail leaves with this act; post and hand are noted.' })
  means!: SendingMeans;
  @Instant({ optional: true, description: 'When it left by post or by hand; now unless given.' })
  sentAt?: string;
}

export class SessionMemberDto {
  @Uuid()
  memberId!: string;
}

export class SessionArrivalDto extends SessionMemberDto {
  @Uuid({ optional: true, description: 'The registered substitute who comes for the member (CRPA R133-3).' })
  substituteId?: string;
  @OneOf(ATTENDANCE_MEANS.filter((means) => means !== 'WRITTEN'), {
    optional: true,
    description: 'Telephone and video count for the quorum (CRPA R133-10); the usual one of the mode unless given.',
  })
  means?: AttendanceMeans;
}

export class SessionContributeDto {
  @Uuid({ optional: true, description: 'Item that the remark is on; none: the session as a whole.' })
  itemId?: string;
  @Text({ max: 10_000, example: 'Le plan de financement ne dit rien de la troisième année.' })
  text!: string;
}

export class SessionEndHearingDto {
  @Uuid()
  hearingId!: string;
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

export class SessionDisagreementDto extends SessionItemDto {
  @Text({
    max: 2000,
    optional: true,
    description: 'What the member wants said beside the disagreement.',
    example: 'Budget surestimé.',
  })
  text?: string;
}

export class SessionHearDto extends SessionItemDto {
  @Text({ max: 200, example: 'Claude Martin' })
  name!: string;
  @Text({ max: 300, example: 'Directrice de la crèche' })
  capacity!: string;
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
  @TextList({ max: 20, itemMax: 2000, optional: true, description: 'Reserves put to the vote with an opinion with reserves.' })
  reserves?: string[];
  @OneOf(BALLOT_MODES, { optional: true, description: 'The committee’s default unless given.' })
  ballotMode?: BallotMode;
}

export class SessionVoteDto extends SessionItemDto {
  @OneOf(CHOICES, { description: 'BLANK only where the committee allows it.' })
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
