import { Injectable } from '@nestjs/common';

import { holdsFor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from '../accounts/account-audit.js';
import type { AddPersonDto, DossierPeopleView } from './application-people.dto.js';
import { addPerson, isOfOrganisation, readPeople, removePerson } from './application-people.store.js';
import { visibleApplication } from './visible-application.reader.js';

type People = Promise<Answer<DossierPeopleView>>;

/**
 * Several people of the holder on one dossier. Whoever sees the dossier sees them: an agency knows whom to call. A role here narrows what the
 * organisation's role allows (a READER does not edit), it never widens it: nobody from outside the organisation enters by this door.
 */
@Injectable()
export class ApplicationPeopleService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async list({ actor }: RequestContext, id: string): People {
    await visibleApplication(this.database.read, actor, id);
    return people(this.database.read, id);
  }

  add(context: RequestContext, id: string, { personId, role }: AddPersonDto): People {
    const { actor, now } = context;
    return this.change(context, id, 201, async (tx, organisationId) => {
      if (!(await isOfOrganisation(tx.db, organisationId, personId, now))) {
        throw new Refusal('rule-not-met', undefined, [
          {
            rule: 'personOfHolder',
            pointer: '/personId',
            message: {
              fr: 'Choisissez une personne de votre organisation ; invitez-la d’abord si elle n’en est pas.',
              en: 'Choose a person of your organisation; invite them first if they are not of it.',
            },
          },
        ]);
      }
      await addPerson(tx, { applicationId: id, personId, role, by: actor.personId, now });
      await audit(tx, context, 'add', { applicationId: id, personId, role });
    });
  }

  remove(context: RequestContext, id: string, personId: string): People {
    const { actor, now } = context;
    return this.change(context, id, 200, async (tx) => {
      if ((await removePerson(tx, id, personId, actor.personId, now)) === 0) throw new Refusal('not-found');
      await audit(tx, context, 'remove', { applicationId: id, personId });
    });
  }

  private change(
    context: RequestContext,
    id: string,
    status: number,
    work: (tx: Tx, organisationId: string) => Promise<void>,
  ): People {
    const { actor } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', id);
      const { organisationId } = (await visibleApplication(tx.db, actor, id)).facts;
      if (!holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) throw new Refusal('forbidden');
      await work(tx, organisationId);
      return { ...(await people(tx.db, id)), status };
    });
  }
}

async function people(db: Db, id: string): People {
  const rows = await readPeople(db, id);
  return { body: { items: rows.map(({ addedAt, ...row }) => ({ ...row, addedAt: addedAt.toISOString() })) } };
}

function audit(tx: Tx, { actor, now, requestId }: RequestContext, event: string, facts: unknown): Promise<void> {
  const doer = { actor, now, requestId, capacity: 'holderRepresentative' } as const;
  return auditAccount(tx, doer, { aggregate: 'application-person', id: newId(), event, from: '—', to: '—', version: 1, facts });
}
