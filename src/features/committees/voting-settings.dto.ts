import { Bool, OneOf, OneOfList } from '../../platform/http/fields.js';
import { BALLOT_MODES, type BallotMode, type VotingSettings } from './voting-settings.js';

const ABSTENTIONS = 'Abstentions are among the votes cast; false by default.';
const CASTING = 'The president’s vote decides a tie; true by default (CRPA R133-11).';
const MODES = 'Ways of voting that may be chosen for an item; all by default.';
const DEFAULT_MODE = 'Used when none is chosen; PUBLIC by default.';
const BLANK = 'Members may vote blank; false by default.';
const BLANK_COUNTS = 'Blank votes are among the votes cast; false by default.';
const WITHOUT_PRESIDENT = 'A tie without the president: not adopted (default), or decided by the vice-president who presides.';
const SECRET_TIE =
  'A tie in a secret ballot: not adopted (default), or whoever presides declares the casting vote once the count is closed.';
const REASONS = 'A favourable opinion too must have its reasons; false by default.';
const NOMINAL = 'The minutes say how each member voted in a public ballot; false by default (CRPA R133-13).';
const TIES = ['NOT_ADOPTED', 'ACTING_PRESIDENT'] as const;
const SECRET_TIES = ['NOT_ADOPTED', 'PRESIDENT_DECLARES'] as const;

export class VotingSettingsDto implements Partial<VotingSettings> {
  @Bool({ optional: true, description: ABSTENTIONS, example: false })
  abstentionsCount?: boolean;
  @Bool({ optional: true, description: CASTING })
  castingVote?: boolean;
  @OneOfList(BALLOT_MODES, { min: 1, max: 3, unique: true, optional: true, description: MODES })
  ballotModes?: BallotMode[];
  @OneOf(BALLOT_MODES, { optional: true, description: DEFAULT_MODE })
  defaultBallotMode?: BallotMode;
  @Bool({ optional: true, description: BLANK, example: false })
  blankAllowed?: boolean;
  @Bool({ optional: true, description: BLANK_COUNTS, example: false })
  blankCounts?: boolean;
  @OneOf(TIES, { optional: true, description: WITHOUT_PRESIDENT })
  tieWithoutPresident?: 'NOT_ADOPTED' | 'ACTING_PRESIDENT';
  @OneOf(SECRET_TIES, { optional: true, description: SECRET_TIE })
  secretTie?: 'NOT_ADOPTED' | 'PRESIDENT_DECLARES';
  @Bool({ optional: true, description: REASONS, example: false })
  reasonsForFavourable?: boolean;
  @Bool({ optional: true, description: NOMINAL, example: false })
  nominalMinutes?: boolean;
}

export class VotingSettingsView implements VotingSettings {
  @Bool({ description: ABSTENTIONS, example: false })
  abstentionsCount!: boolean;
  @Bool({ description: CASTING })
  castingVote!: boolean;
  @OneOfList(BALLOT_MODES, { max: 3, description: MODES })
  ballotModes!: readonly BallotMode[];
  @OneOf(BALLOT_MODES, { description: DEFAULT_MODE })
  defaultBallotMode!: BallotMode;
  @Bool({ description: BLANK, example: false })
  blankAllowed!: boolean;
  @Bool({ description: BLANK_COUNTS, example: false })
  blankCounts!: boolean;
  @OneOf(TIES, { description: WITHOUT_PRESIDENT })
  tieWithoutPresident!: 'NOT_ADOPTED' | 'ACTING_PRESIDENT';
  @OneOf(SECRET_TIES, { description: SECRET_TIE })
  secretTie!: 'NOT_ADOPTED' | 'PRESIDENT_DECLARES';
  @Bool({ description: REASONS, example: false })
  reasonsForFavourable!: boolean;
  @Bool({ description: NOMINAL, example: false })
  nominalMinutes!: boolean;
}
