import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { isSiret } from '../../kernel/siret.js';
import { Database } from '../../platform/database/database.service.js';
import { SireneClient, RegisterUnavailable } from '../../platform/sirene/sirene.client.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { organisationScope } from '../accounts/organisation-scope.rules.js';
import type { OrganisationCheckView, SiretView } from './holders.dto.js';
import { departmentOfCommune, suggestedType } from './siret.rules.js';

const NOTHING = { name: null, holderType: null, department: null, rna: null } as const;

/** What the national register says of a SIRET. When it cannot be asked nothing is stopped: the SIRET stays to be verified. */
@Injectable()
export class SiretsService {
  constructor(
    private readonly register: SireneClient,
    private readonly database: Database,
  ) {}

  /** @throws Refusal not-found for what is no SIRET at all, rule-not-met when the key is wrong */
  async lookUp(siret: string): Promise<Answer<SiretView>> {
    if (!/^\d{14}$/.test(siret)) throw new Refusal('not-found');
    if (!isSiret(siret)) {
      throw new Refusal('rule-not-met', undefined, [
        {
          rule: 'siretChecksum',
          pointer: '/siret',
          message: {
            fr: 'Vérifiez le SIRET : sa clé de contrôle est fausse, un chiffre a sans doute été mal saisi.',
            en: 'Check the SIRET: its key is wrong, a digit was probably mistyped.',
          },
        },
      ]);
    }
    return { body: await this.ask(siret) };
  }

  /** Asks the register again, and keeps what it says on the organisation. The call goes out before the database is held. */
  async verify({ actor, now }: RequestContext, organisationId: string): Promise<Answer<OrganisationCheckView>> {
    const organisation = await this.database.read.organisation.findUnique({ where: { id: organisationId } });
    const { all, ids, departments } = organisationScope(actor);
    if (organisation === null || !(all || ids.includes(organisationId) || departments.includes(organisation.department))) {
      throw new Refusal('not-found');
    }
    const body = await this.ask(organisation.siret);
    if (body.status === 'UNVERIFIED') {
      const { siretStatus, siretCheckedAt } = organisation;
      return {
        body: Object.assign(body, { status: siretStatus, organisationId, checkedAt: siretCheckedAt?.toISOString() ?? null }),
      };
    }
    await this.database.read.organisation.update({
      where: { id: organisationId },
      data: { siretStatus: body.status, siretCheckedAt: now },
    });
    return { body: Object.assign(body, { organisationId, checkedAt: now.toISOString() }) };
  }

  private async ask(siret: string): Promise<SiretView> {
    try {
      const found = await this.register.find(siret);
      if (found === undefined) return { siret, status: 'UNKNOWN', ...NOTHING };
      const { name, active, commune, legalCategory, rna } = found;
      const status = active ? 'ACTIVE' : 'CLOSED';
      return {
        siret,
        status,
        name,
        holderType: suggestedType(legalCategory, name),
        department: departmentOfCommune(commune),
        rna,
      };
    } catch (error) {
      if (error instanceof RegisterUnavailable) return { siret, status: 'UNVERIFIED', ...NOTHING };
      throw error;
    }
  }
}
