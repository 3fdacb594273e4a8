import { Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView } from '../../platform/http/views.js';
import type { AgencyKind } from '../applications/application-content.js';
import {
  CONCILIATION_MEANS,
  CONCILIATION_OUTCOMES,
  DIVERGENCE_STATES,
  type ConciliationMeans,
  type ConciliationOutcome,
  type DivergenceState,
} from './divergence.rules.js';
import { AGENCY_KINDS } from './instruction-facts.rules.js';
import { JOINT_SCORE_STATES, type JointScoreState } from './joint-score.machine.js';
import { OPINIONS, type Opinion } from './joint.rules.js';
import { ScoreSheetView } from './scoring.views.js';

class JointActView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @Int({ min: 1, max: 1000, description: 'Examination of the application that it belongs to.', example: 1 })
  examination!: number;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
  @Text({ max: 300, nullable: true, description: 'Who holds the next move; null when nobody does.' })
  waitingOn!: string | null;
}

export class JointScoreView extends JointActView {
  @OneOf(JOINT_SCORE_STATES)
  state!: JointScoreState;
  @OneOf(AGENCY_KINDS, { description: 'Agency that proposes.' })
  agencyKind!: AgencyKind;
  @Nested(() => ScoreSheetView)
  score!: ScoreSheetView;
  @Uuid()
  proposedBy!: string;
  @Instant()
  proposedAt!: string;
  @Uuid({ nullable: true })
  answeredBy!: string | null;
  @Instant({ nullable: true })
  answeredAt!: string | null;
  @Text({ max: 5000, nullable: true, description: 'Of a rejected proposal: why.' })
  rejection!: string | null;
}

export class JointScoreListView {
  @NestedList(() => JointScoreView, { max: 50, description: 'Of the examination in progress, newest first.' })
  items!: JointScoreView[];
}

export class DivergencePositionView {
  @OneOf(AGENCY_KINDS)
  agencyKind!: AgencyKind;
  @Text({ max: 20_000 })
  position!: string;
  @Uuid()
  statedBy!: string;
  @Instant()
  statedAt!: string;
}

export class ConciliationView {
  @Uuid()
  id!: string;
  @Day()
  heldOn!: string;
  @OneOf(CONCILIATION_MEANS)
  means!: ConciliationMeans;
  @TextList({ max: 50, itemMax: 200 })
  participants!: readonly string[];
  @Text({ max: 20_000 })
  summary!: string;
  @OneOf(CONCILIATION_OUTCOMES)
  outcome!: ConciliationOutcome;
  @OneOf(OPINIONS, { nullable: true, description: 'What both agreed on; it rewrites neither signed opinion.' })
  agreedOpinion!: Opinion | null;
  @OneOf(AGENCY_KINDS, { description: 'Agency that recorded it.' })
  agencyKind!: AgencyKind;
  @Uuid()
  recordedBy!: string;
  @Instant()
  recordedAt!: string;
  @Bool({ nullable: true, description: 'The other agency’s word; null while it is waited for.' })
  confirmed!: boolean | null;
  @Text({ max: 5000, nullable: true })
  contestReasons!: string | null;
  @Uuid({ nullable: true })
  answeredBy!: string | null;
  @Instant({ nullable: true })
  answeredAt!: string | null;
}

export class DivergenceView extends JointActView {
  @OneOf(DIVERGENCE_STATES)
  state!: DivergenceState;
  @OneOf(OPINIONS, { description: 'As the Caf signed it.' })
  cafOpinion!: Opinion;
  @OneOf(OPINIONS, { description: 'As the DDETS signed it.' })
  ddetsOpinion!: Opinion;
  @Instant()
  openedAt!: string;
  @NestedList(() => DivergencePositionView, { max: 2 })
  positions!: DivergencePositionView[];
  @NestedList(() => ConciliationView, { max: 50, description: 'Oldest first; a contested record stays.' })
  conciliations!: ConciliationView[];
}
