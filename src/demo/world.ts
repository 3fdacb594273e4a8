// The people of the call and what they may do, made through the API by the administrator, as an operator would.

import type { AgencyView } from '../features/accounts/agencies.dto.js';
import type { GrantView } from '../features/accounts/grants.dto.js';
import { AGENCIES, GRANTS, ORGANISATIONS, PASSWORD, PEOPLE } from './addresses.js';
import { accepted, Person, type Http } from './client.js';
import { holderTypeOf, type Dataset, type DatasetApplication } from './dataset.js';
import { randomPassword } from './random-password.js';
import { seatsFilledIn, type FilledSeat } from './seats.js';

export interface Holder {
  readonly organisationId: string;
  readonly editor: Person;
  readonly representative: Person;
}

export interface Department {
  readonly code: string;
  readonly name: string;
  readonly caf: Person;
  readonly ddets: Person;
  readonly secretary: Person;
  readonly president: Person;
  readonly cafName: string;
  /** Members other than the president, the mayor first. */
  readonly members: readonly { readonly person: Person; readonly filled: FilledSeat }[];
}

export interface World {
  readonly http: Http;
  readonly administrator: Person;
  readonly manager: Person;
  readonly jury: Person;
  readonly stateOfficer: Person;
  readonly cnafOfficer: Person;
  readonly stateAccountant: Person;
  readonly cnafAccountant: Person;
  readonly auditor: Person;
  readonly departments: ReadonlyMap<string, Department>;
  readonly holders: ReadonlyMap<string, Holder>;
}

type Grant = { role: GrantView['role'] } & ({ territory: string } | { organisationId: string } | { agencyId: string });

export class WorldBuilder {
  private count = 0;

  constructor(
    private readonly http: Http,
    private readonly administrator: Person,
    private readonly now: () => Date,
  ) {}

  async build(dataset: Dataset): Promise<World> {
    const { region } = dataset.call;
    const regional = `REG-${region}`;
    const dreets = await this.agency('DREETS', `DREETS ${dataset.call.regionName}`, regional);
    const cnaf = await this.agency('CNAF', 'Caisse nationale des allocations familiales', 'FR');
    const manager = await this.person('Gestionnaire', 'de l’appel', { role: 'CALL_MANAGER', agencyId: dreets });
    const jury = await this.person('Coordinatrice', 'du jury régional', { role: 'REGIONAL_JURY', agencyId: dreets });
    const stateOfficer = await this.person('Déléguée', 'du préfet de région', { role: 'STATE_OFFICER', agencyId: dreets });
    const cnafOfficer = await this.person('Délégué', 'de la Cnaf', { role: 'CNAF_OFFICER', agencyId: cnaf });
    // Who orders a payment never makes it (décret 2012-1246, article 9).
    const stateAccountant = await this.person('Comptable', 'de la DRFiP', { role: 'STATE_ACCOUNTANT', agencyId: dreets });
    const cnafAccountant = await this.person('Agente comptable', 'de la Cnaf', { role: 'CNAF_ACCOUNTANT', agencyId: cnaf });
    const auditor = await this.person('Auditrice', 'des comptes', { role: 'AUDITOR', territory: 'FR' });
    const departments = new Map<string, Department>();
    for (const { code, name } of dataset.call.departments) departments.set(code, await this.department(code, name));
    const holders = new Map<string, Holder>();
    for (const application of dataset.applications) holders.set(application.illustrative.siret, await this.holder(application));
    return {
      http: this.http,
      administrator: this.administrator,
      manager,
      jury,
      stateOfficer,
      cnafOfficer,
      stateAccountant,
      cnafAccountant,
      auditor,
      departments,
      holders,
    };
  }

  private async department(code: string, name: string): Promise<Department> {
    const territory = `DEP-${code}`;
    const cafName = `Caf ${name}`;
    const caf = await this.agency('CAF', cafName, territory);
    const ddets = await this.agency('DDETS', `DDETS ${name}`, territory);
    const prefecture = await this.agency('PREFECTURE', `Préfecture ${name}`, territory);
    // Together: most of an account's time is its password's hash.
    const members = await Promise.all(
      seatsFilledIn(code).map(async (filled) => ({
        person: await this.person(filled.capacity, name, { role: 'COMMITTEE_MEMBER', territory }),
        filled,
      })),
    );
    return {
      code,
      name,
      cafName,
      members,
      caf: await this.person('Instructrice Caf', name, { role: 'CAF_INSTRUCTOR', agencyId: caf }),
      ddets: await this.person('Instructeur DDETS', name, { role: 'DDETS_INSTRUCTOR', agencyId: ddets }),
      secretary: await this.person('Secrétaire du comité', name, { role: 'COMMITTEE_SECRETARY', agencyId: caf }),
      president: await this.person('Préfète', name, { role: 'COMMITTEE_PRESIDENT', agencyId: prefecture }),
    };
  }

  private async holder(application: DatasetApplication): Promise<Holder> {
    const { siret, holderName } = application.illustrative;
    const { id: organisationId } = await this.administrator.post(ORGANISATIONS, {
      siret,
      name: holderName,
      holderType: holderTypeOf(application),
      department: application.department,
    });
    return {
      organisationId,
      editor: await this.person('Rédacteur', holderName, { role: 'HOLDER_EDITOR', organisationId }),
      representative: await this.person('Représentante légale', holderName, { role: 'HOLDER_REPRESENTATIVE', organisationId }),
    };
  }

  private async agency(kind: AgencyView['kind'], name: string, territory: string): Promise<string> {
    const { id } = await this.administrator.post(AGENCIES, { kind, name, territory });
    return id;
  }

  /** An account with a one-time password, then the person's own. */
  private async person(givenName: string, familyName: string, grant: Grant): Promise<Person> {
    this.count += 1;
    const email = `personne-${this.count}@demonstration.example`;
    const oneTimePassword = randomPassword();
    const newPassword = randomPassword();
    const { id } = await this.administrator.post(PEOPLE, {
      email,
      givenName,
      familyName: familyName.slice(0, 100),
      oneTimePassword,
    });
    await this.administrator.post(GRANTS, { personId: id, ...grant });
    const changed = await this.http.send('POST', PASSWORD, {
      body: { email, currentPassword: oneTimePassword, newPassword },
    });
    accepted(changed, email);
    return new Person(this.http, id, `${givenName} (${familyName})`, email, newPassword, this.now);
  }
}
