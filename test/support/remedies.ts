import type { TestActor, TestApp } from './app.js';
import {
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
  type MakeApplication,
} from './applications.js';

export interface Unmet {
  readonly code?: string;
  readonly reasons?: readonly { readonly rule: string; readonly pointer?: string; readonly message?: string }[];
}

export const rulesOf = ({ reasons = [] }: Unmet): string[] => reasons.map(({ rule }) => rule);

export interface MadeDossier extends MadeApplication {
  readonly organisation: MadeOrganisation;
  readonly representative: TestActor;
}

/** A dossier of its own organisation, an association unless given, with someone who acts for it. */
export async function makeDossier(
  app: TestApp,
  options: Omit<MakeApplication, 'organisation'> & { readonly holderType?: string; readonly holderDepartment?: string },
): Promise<MadeDossier> {
  const { holderType = 'ASSOCIATION', holderDepartment = '31', ...rest } = options;
  const organisation = await makeOrganisation(app, { holderType, department: holderDepartment });
  const made = await makeApplication(app, { department: '31', ...rest, organisation });
  const representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  return { ...made, organisation, representative };
}
