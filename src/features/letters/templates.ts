// The template of each kind of letter: the newest version writes, the older ones stay for what they wrote.

import type { ArchiveBlock } from '../../platform/documents/archive-document.js';
import type { LetterData } from './letter-data.js';
import type { LetterKind } from './letter.rules.js';
import { amendmentRefusalV1 } from './templates/amendment-refusal.v1.js';
import { appealAnswerV1 } from './templates/appeal-answer.v1.js';
import { awardV1 } from './templates/award.v1.js';
import { legRefusalV1 } from './templates/leg-refusal.v1.js';
import { legEndV1 } from './templates/leg-end.v1.js';
import { legMeasureV1 } from './templates/leg-measure.v1.js';
import { legNotificationV1 } from './templates/leg-notification.v1.js';
import { recoveryOrderV1 } from './templates/recovery-order.v1.js';
import { refusalV1 } from './templates/refusal.v1.js';
import { reserveV2 } from './templates/reserve.v2.js';

export interface Template {
  readonly name: string;
  readonly version: number;
  readonly write: (data: LetterData) => { readonly title: string; readonly blocks: readonly ArchiveBlock[] };
}

const REFUSAL: Template = { name: 'refusal', version: 1, write: refusalV1 };
const LEG_REFUSAL: Template = { name: 'leg-refusal', version: 1, write: legRefusalV1 };
const LEG_NOTIFICATION: Template = { name: 'leg-notification', version: 1, write: legNotificationV1 };
const LEG_MEASURE: Template = { name: 'leg-measure', version: 1, write: legMeasureV1 };
const LEG_END: Template = { name: 'leg-end', version: 1, write: legEndV1 };
const RECOVERY_ORDER: Template = { name: 'recovery-order', version: 1, write: recoveryOrderV1 };
const AMENDMENT_REFUSAL: Template = { name: 'amendment-refusal', version: 1, write: amendmentRefusalV1 };
const AWARD: Template = { name: 'award', version: 1, write: awardV1 };
const RESERVE: Template = { name: 'reserve', version: 2, write: reserveV2 };
const APPEAL_ANSWER: Template = { name: 'appeal-answer', version: 1, write: appealAnswerV1 };

export const TEMPLATE_OF: Readonly<Record<LetterKind, Template>> = {
  AWARD,
  REFUSAL,
  LEG_REFUSAL,
  LEG_NOTIFICATION,
  LEG_SUSPENSION: LEG_MEASURE,
  LEG_LAPSE: LEG_MEASURE,
  LEG_TERMINATION: LEG_END,
  LEG_WITHDRAWAL: LEG_END,
  RECOVERY_ORDER,
  AMENDMENT_REFUSAL,
  INELIGIBILITY: REFUSAL,
  DISMISSAL: REFUSAL,
  LATE: REFUSAL,
  RESERVE,
  RESERVE_LAPSE: REFUSAL,
  APPEAL_UPHELD: APPEAL_ANSWER,
  APPEAL_REJECTED: APPEAL_ANSWER,
};
