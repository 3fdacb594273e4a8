import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { SENDING_CAUSES, SENDING_MEANS, SESSION_MODES } from './session-mode.rules.js';
import type { SendingCause, SendingMeans, SessionMode } from './session-mode.rules.js';

export class SessionDocumentView {
  @Uuid({ nullable: true, description: 'Dossier that it is about; null: the session as a whole.' })
  applicationId!: string | null;
  @Uuid({ nullable: true, description: 'A file of that dossier, read like any other.' })
  documentId!: string | null;
  @Text({ max: 300, example: 'Rapport d’instruction' })
  title!: string;
  @Text({ max: 5000, nullable: true })
  note!: string | null;
}

export class SessionSendingView {
  @Uuid()
  memberId!: string;
  @Instant()
  sentAt!: string;
  @OneOf(SENDING_MEANS)
  means!: SendingMeans;
  @OneOf(SENDING_CAUSES, { description: 'With the session, again, or to a member who joined since.' })
  cause!: SendingCause;
  @Text({ max: 36, nullable: true, description: 'Person who sent it, or `system`.' })
  sentBy!: string | null;
}

export class SessionContributionView {
  @Uuid()
  id!: string;
  @Uuid({ nullable: true, description: 'Null: on the session as a whole.' })
  itemId!: string | null;
  @Uuid()
  memberId!: string;
  @Text({ max: 10_000, example: 'Le plan de financement ne dit rien de la troisième année.' })
  text!: string;
  @Instant()
  at!: string;
}

export class SessionHearingView {
  @Uuid()
  id!: string;
  @Uuid()
  itemId!: string;
  @Text({ max: 200, example: 'Claude Martin' })
  name!: string;
  @Text({ max: 300, example: 'Directrice de la crèche' })
  capacity!: string;
  @Instant()
  enteredAt!: string;
  @Instant({ nullable: true })
  leftAt!: string | null;
}

export class SessionParticipationView {
  @Int({ min: 0, max: 500, description: 'Members who voted or wrote a remark.', example: 20 })
  tookPart!: number;
  @Int({ min: 0, max: 500, description: 'Half at least of the members (ordonnance 2014-1329, art. 4 II).', example: 21 })
  required!: number;
  @Bool({ description: 'Enough so far.' })
  valid!: boolean;
}

export class SessionNextView {
  @Text({ max: 50, description: 'Event of the workflow that is expected next.', example: 'openItem' })
  event!: string;
  @Uuid({ nullable: true })
  itemId!: string | null;
  @Instant({ nullable: true, description: 'From when on; null: at once.' })
  from!: string | null;
}

/** How the session is held, and what happens in it beside the votes. */
export class SessionConductView {
  @OneOf(SESSION_MODES, { description: 'Fixed by the convocation.' })
  mode!: SessionMode;
  @Instant({ nullable: true, description: 'Closing of a written deliberation, which opens at scheduledAt.' })
  closesAt!: string | null;
  @Text({ max: 2000, nullable: true, description: 'The president’s decision to deliberate at a distance or in writing.' })
  modeDecision!: string | null;
  @Nested(() => SessionParticipationView, { nullable: true, description: 'Of a written deliberation.' })
  participation!: SessionParticipationView | null;
  @NestedList(() => SessionDocumentView, { max: 500, description: 'Sent with the convocation, which fixes them.' })
  documents!: SessionDocumentView[];
  @NestedList(() => SessionSendingView, {
    max: 5000,
    description: 'Every sending of the convocation: for the desk and auditors.',
  })
  sendings!: SessionSendingView[];
  @NestedList(() => SessionContributionView, {
    max: 10_000,
    description:
      'Remarks of a written deliberation: for members, save on items that they take no part in, the desk and auditors.',
  })
  contributions!: SessionContributionView[];
  @NestedList(() => SessionHearingView, { max: 1000, description: 'Persons heard (CRPA R133-6).' })
  hearings!: SessionHearingView[];
  @Nested(() => SessionNextView, { nullable: true, description: 'What whoever runs the session does next.' })
  next!: SessionNextView | null;
}
