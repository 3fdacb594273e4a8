// From the decision to the first day: on paper, committed, notified, begun. An agreement where the law asks for one, and with every
// association; an award order for the others.

import { agreementAt, agreementsOf, awardAt, bankDetailsAt, bankDetailsOf, under } from './addresses.js';
import { forEach, type Awarded } from './awarded.js';
import { holderTypeOf } from './dataset.js';
import type { Calendar } from './dossier.js';
import { actNumber, actOnShare, fundersOf, type Funder } from './funders.js';
import { DECIDED_ON } from './funding.js';
import { BANK_OF_HOLDERS, frenchIban } from './iban.js';
import type { World } from './world.js';

const DAYS = { drafted: '2023-11-27', committed: '2023-12-04', begun: '2023-12-11' };

export async function engageAll(world: World, awarded: readonly Awarded[], calendar: Calendar): Promise<void> {
  await calendar.passTo(`${DAYS.drafted}T09:00:00Z`);
  await forEach(awarded, (one) => putOnPaper(world, one));
  await forEach(awarded, giveBankDetails);
  await calendar.passTo(`${DAYS.committed}T09:00:00Z`);
  await forEach(awarded, (one) => onBothShares(world, one, 'engage', (funder) => commitment(one, funder)));
  await forEach(awarded, (one) => onBothShares(world, one, 'notify', () => ({ notifiedOn: DAYS.committed })));
  await calendar.passTo(`${DAYS.begun}T09:00:00Z`);
  await forEach(awarded, (one) => onBothShares(world, one, 'start', () => ({ startedOn: DAYS.begun })));
}

/** Drafted by the Caf, signed by the holder and by each funder in the order of the call. */
async function putOnPaper(world: World, { award, dossier }: Awarded): Promise<void> {
  const { legs } = await world.auditor.get(awardAt(award.id));
  if (!legs.some(({ agreementOwed }) => agreementOwed.owed) && holderTypeOf(dossier.data) !== 'ASSOCIATION') return;
  const { caf } = dossier.department;
  const { id } = await caf.post(agreementsOf(award.id));
  const agreement = agreementAt(id);
  await caf.act(agreement, 'send');
  await dossier.holder.representative.act(agreement, 'sign', { method: 'PLATFORM', capacity: 'Présidente' });
  // The call puts the State first.
  for (const { code, officer, capacity, authority } of [...fundersOf(world)].reverse())
    await officer.act(agreement, 'sign', { funderCode: code, method: 'PLATFORM', capacity, authority });
}

/** Proposed by the holder, confirmed by an examiner of the Caf. */
async function giveBankDetails({ dossier, serial }: Awarded): Promise<void> {
  const { holder, data, department } = dossier;
  const { id } = await holder.representative.post(bankDetailsOf(holder.organisationId), {
    iban: frenchIban(BANK_OF_HOLDERS, serial),
    bic: BANK_OF_HOLDERS.bic,
    accountHolder: data.illustrative.holderName,
  });
  await department.caf.post(under(bankDetailsAt(id), 'confirm'), {}, '"1"');
}

function commitment({ serial }: Awarded, funder: Funder): object {
  return {
    commitmentNumber: `${funder.commitments}-2023-${String(serial).padStart(3, '0')}`,
    commitmentDate: DAYS.committed,
    // Where there is no agreement: the order is the decision itself.
    orderNumber: actNumber(funder, serial),
    orderDate: DECIDED_ON,
    orderAuthority: funder.authority,
  };
}

async function onBothShares(
  world: World,
  { award }: Awarded,
  event: 'engage' | 'notify' | 'start',
  input: (funder: Funder) => object,
): Promise<void> {
  for (const funder of fundersOf(world)) await actOnShare(funder, award.id, event, input(funder));
}
