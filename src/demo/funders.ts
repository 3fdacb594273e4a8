// The two funders of the call, each with its own people: who certifies, who orders and who pays are three persons.

import { awardAt, under } from './addresses.js';
import type { Person } from './client.js';
import { BANK_OF_FRANCE, frenchIban } from './iban.js';
import type { Department, World } from './world.js';

export interface Funder {
  readonly code: 'CNAF' | 'STATE';
  readonly officer: Person;
  readonly accountant: Person;
  readonly examinerOf: (department: Department) => Person;
  /** In whose name its officer decides and signs, and in which capacity. */
  readonly authority: string;
  readonly capacity: string;
  /** Prefix of the numbers of its acts. */
  readonly acts: string;
  /** Prefix of the numbers of its commitments. */
  readonly commitments: string;
  /** Account that its payments leave from. */
  readonly debtor: { readonly name: string; readonly iban: string; readonly bic: string };
}

/** In the order in which they decide. */
export function fundersOf(world: World): readonly Funder[] {
  return [
    {
      code: 'CNAF',
      officer: world.cnafOfficer,
      accountant: world.cnafAccountant,
      examinerOf: ({ caf }) => caf,
      authority: 'Conseil d’administration de la Caf',
      capacity: 'Délégué de la Cnaf',
      acts: 'CA',
      commitments: 'CNAF',
      debtor: {
        name: 'Caisse nationale des allocations familiales',
        iban: frenchIban(BANK_OF_FRANCE, 2),
        bic: BANK_OF_FRANCE.bic,
      },
    },
    {
      code: 'STATE',
      officer: world.stateOfficer,
      accountant: world.stateAccountant,
      examinerOf: ({ ddets }) => ddets,
      authority: 'Préfet de la région Occitanie',
      capacity: 'Déléguée du préfet de région',
      acts: 'ARR',
      commitments: 'EJ',
      debtor: { name: 'DRFiP Occitanie', iban: frenchIban(BANK_OF_FRANCE, 1), bic: BANK_OF_FRANCE.bic },
    },
  ];
}

/** Number of a funder's act of 2023 on an award. */
export const actNumber = ({ acts }: Funder, serial: number): string => `${acts}-2023-${String(serial).padStart(3, '0')}`;

/** The officer reads the award, then acts on the version of the own share. */
export async function actOnShare({ code, officer }: Funder, awardId: string, event: string, input: object): Promise<void> {
  const { legs } = await officer.get(awardAt(awardId));
  const leg = legs.find(({ funder }) => funder.code === code);
  await officer.post(under(awardAt(awardId), `legs/${code}/${event}`), input, leg?.etag);
}
