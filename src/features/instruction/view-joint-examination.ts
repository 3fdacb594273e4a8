import type { Actor } from '../../kernel/actor.js';
import { actions, waitingOn, type Machine } from '../../kernel/machine.js';
import { viewActions } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { divergenceMachine } from './divergence.machine.js';
import type { DivergenceFacts } from './divergence.rules.js';
import type { DivergenceRow } from './divergence.store.js';
import type { DivergenceView, JointScoreView } from './joint-examination.views.js';
import { jointScoreMachine, type JointScoreFacts } from './joint-score.machine.js';
import type { JointScoreRow } from './joint-score.store.js';
import { viewSheet } from './scoring.views.js';

type Reader = Pick<RequestContext, 'now' | 'locale'> & { readonly actor: Actor };

/** What the reader may do, and who holds the next move. */
function moves<S extends string, E extends string, F>(
  machine: Machine<S, E, F>,
  state: S,
  facts: F,
  { actor, now, locale }: Reader,
) {
  return {
    actions: viewActions(actions(machine, state, facts, actor, now), locale),
    waitingOn: waitingOn(machine, state)?.[locale] ?? null,
  };
}

export function viewJointScore(row: JointScoreRow, facts: JointScoreFacts, reader: Reader): JointScoreView {
  const { id, applicationId, examination, state, version, agencyKind, proposedBy, answeredBy, rejection } = row;
  return {
    ...{ id, applicationId, examination, state, version, agencyKind, proposedBy, answeredBy, rejection },
    score: viewSheet(facts.grid, row.sheet),
    proposedAt: row.proposedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    ...moves(jointScoreMachine, state, facts, reader),
  };
}

const instant = (text: string): string => new Date(text).toISOString();

export function viewDivergence(row: DivergenceRow, facts: DivergenceFacts, reader: Reader): DivergenceView {
  const { id, applicationId, examination, state, version, cafOpinion, ddetsOpinion, positions, conciliations } = row;
  return {
    ...{ id, applicationId, examination, state, version, cafOpinion, ddetsOpinion },
    openedAt: row.openedAt.toISOString(),
    positions: positions.map((one) => ({ ...one, statedAt: instant(one.statedAt) })),
    conciliations: conciliations.map((one) => ({
      ...one,
      recordedAt: instant(one.recordedAt),
      answeredAt: one.answeredAt === null ? null : instant(one.answeredAt),
    })),
    ...moves(divergenceMachine, state, facts, reader),
  };
}
