// A lower amount of one year, by an amendment: asked by the holder, examined by both agencies, agreed by each funder, signed by all.

import type { AmendmentView } from '../features/amendments/amendments.dto.js';
import { amendmentAt, amendmentsOf, under } from './addresses.js';
import type { Awarded } from './awarded.js';
import { centsOf, yearsOf, type Calendar } from './dossier.js';
import { fundersOf } from './funders.js';
import { budgetOf } from './story.js';
import type { World } from './world.js';

const YEAR = 2025;
/** Less, of what the funders together give of that year and of what it costs, in cents. */
export const LOWERED_BY = centsOf(6_000);

export async function lowerOneYear(
  world: World,
  { award, dossier, serial }: Awarded,
  calendar: Calendar,
): Promise<AmendmentView> {
  const { data, holder, department } = dossier;
  const { editor, representative } = holder;
  await calendar.passTo('2024-10-07T08:00:00Z');
  const lower = yearsOf(data).find(({ year }) => year === YEAR);
  const { id } = await editor.post(amendmentsOf(award.id), {
    kind: 'AMOUNT',
    reasons: 'Un recrutement prévu pour 2025 n’aura pas lieu : le projet coûte moins cette année-là.',
    change: {
      years: [{ year: YEAR, cents: (lower?.cents ?? 0) - LOWERED_BY }],
      budget: {
        lines: budgetOf(data).lines.map((line) =>
          line.side === 'EXPENSE' && line.year === YEAR ? { ...line, cents: line.cents - LOWERED_BY } : line,
        ),
      },
    },
  });
  const amendment = amendmentAt(id);
  await representative.act(amendment, 'submit');
  for (const [agency, examiner] of [
    ['CAF', department.caf],
    ['DDETS', department.ddets],
  ] as const)
    await examiner.post(under(amendment, 'opinion'), { agency, favourable: true, text: 'Le projet est le même, moins cher.' });
  await calendar.passTo('2024-10-21T08:00:00Z');
  const funders = [...fundersOf(world)].reverse();
  for (const { code, officer, acts, authority } of funders)
    await officer.post(under(amendment, 'agree'), {
      funderCode: code,
      decisionNumber: `${acts}-2024-${String(serial).padStart(3, '0')}`,
      decisionDate: '2024-10-21',
      authority,
    });
  let signed = await representative.post(under(amendment, 'sign'), { capacity: 'Présidente' });
  for (const { code, officer, capacity, authority } of funders)
    signed = await officer.post(under(amendment, 'sign'), { funderCode: code, capacity, authority });
  return signed;
}
