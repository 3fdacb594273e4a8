// Both agencies instruct each dossier, without seeing the other's view.

import type { InstructionView } from '../features/instruction/instruction.views.js';
import { callAt, instructionAt, instructionsOf } from './addresses.js';
import { reachesCommittee, yearsOf, type Calendar, type Dossier } from './dossier.js';
import type { World } from './world.js';

type AgencyKind = InstructionView['agencyKind'];
type Opinion = NonNullable<InstructionView['opinion']>;

const REASONS: Readonly<Record<Opinion, string>> = {
  FAVOURABLE: 'Projet pertinent au regard du diagnostic des besoins du territoire.',
  WITH_RESERVES: 'Projet pertinent au regard du diagnostic des besoins du territoire.',
  UNFAVOURABLE: 'Besoins du territoire peu documentés et caractère innovant non démontré.',
};

function opinionsOf({ data }: Dossier): Record<AgencyKind, Opinion> {
  if (data.outcome === 'COMMITTEE_DIVERGENT_THEN_REFUSED') return { CAF: 'FAVOURABLE', DDETS: 'UNFAVOURABLE' };
  if (data.outcome === 'REFUSED') return { CAF: 'UNFAVOURABLE', DDETS: 'UNFAVOURABLE' };
  return data.outcome === 'RESERVE' ? { CAF: 'WITH_RESERVES', DDETS: 'FAVOURABLE' } : { CAF: 'FAVOURABLE', DDETS: 'FAVOURABLE' };
}

/** Of the grid's sub-criteria, in order: those met, in keeping with the opinion. */
function isMet(opinion: Opinion, index: number): boolean {
  return opinion === 'UNFAVOURABLE' ? index % 3 === 0 : index !== 5 || opinion === 'FAVOURABLE';
}

/** Each agency names its examiner, who declares to have no interest, scores the grid and signs. */
export async function instructJointly(
  world: World,
  dossiers: readonly Dossier[],
  callId: string,
  calendar: Calendar,
): Promise<void> {
  calendar.goTo('2023-09-18T08:00:00Z');
  const { settings } = await world.manager.get(callAt(callId));
  const codes = settings.grid.criteria.flatMap(({ sub }) => sub.map(({ code }) => code));
  for (const dossier of dossiers.filter(reachesCommittee)) {
    const { caf, ddets } = dossier.department;
    const examiners = { CAF: caf, DDETS: ddets };
    const { items } = await caf.get(instructionsOf(dossier.id));
    for (const { id, agencyKind } of items) {
      const examiner = examiners[agencyKind];
      await examiner.act(instructionAt(id), 'assign', { examinerId: examiner.id });
    }
    // Only now: the examination starts when both agencies have named theirs.
    for (const { id, agencyKind } of items) {
      const examiner = examiners[agencyKind];
      const instruction = instructionAt(id);
      const opinion = opinionsOf(dossier)[agencyKind];
      await examiner.act(instruction, 'declare-no-interest');
      await examiner.act(instruction, 'score', {
        scores: codes.map((code, index) => ({ code, met: isMet(opinion, index), comment: 'Examiné sur pièces.' })),
      });
      await examiner.act(instruction, 'sign', {
        opinion,
        reasons: REASONS[opinion],
        ...(opinion === 'WITH_RESERVES' && { reserves: 'Préciser le recrutement de nuit avant tout engagement.' }),
        years: yearsOf(dossier.data),
      });
    }
  }
}
