import { Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { Doer } from '../accounts/account-audit.js';
import { closeGrants, endGrant, insertGrant } from '../accounts/grants.store.js';
import { assertSeesPeople, managerOf } from './holder-access.rules.js';
import { delegationFaults, lastRepresentativeFaults } from './holder.rules.js';
import type { DelegateDto, LeftView, MemberListView, MemberView, TransferDto } from './holders.dto.js';
import {
  assertExists,
  holdOrganisation,
  otherRepresentatives,
  ownRepresentation,
  readMembers,
  runningDossiers,
} from './members.store.js';

type People = Promise<Answer<MemberListView>>;

/** People who act for a project holder: the holder's roles of the directory, as the holder itself manages them. */
@Injectable()
export class MembersService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly actors: ActorLoader,
  ) {}

  /** At most 500: an organisation's people, in force or to come. */
  async list({ actor, now }: RequestContext, organisationId: string): People {
    assertSeesPeople(actor, organisationId);
    await assertExists(this.database.read, organisationId);
    return people(this.database.read, organisationId, now);
  }

  /** A person of the organisation may sign for it between two dates. */
  delegate(context: RequestContext, organisationId: string, body: DelegateDto): People {
    const { actor, now } = context;
    const period = { startsAt: body.startsAt === undefined ? now : new Date(body.startsAt), endsAt: new Date(body.endsAt) };
    return this.change(context, organisationId, 201, async (tx, doer) => {
      if (doer.capacity !== 'holderRepresentative') throw new Refusal('forbidden');
      const own = await ownRepresentation(tx, organisationId, actor.personId, now);
      refuse(delegationFaults(own, period, now));
      await memberOf(tx, organisationId, body.personId, now, actor.personId);
      const { personId, deed } = body;
      const delegation = { from: own?.id ?? '', deed };
      const grant = { personId, role: 'HOLDER_REPRESENTATIVE', organisationId, agencyId: null, territory: null } as const;
      await insertGrant(tx, { ...grant, ...period, delegation }, doer);
    });
  }

  /** The representative hands the representation over, at once: one's own role and the delegations that come from it end. */
  transfer(context: RequestContext, organisationId: string, { personId }: TransferDto): People {
    const { actor, now } = context;
    return this.change(context, organisationId, 200, async (tx, doer) => {
      const own = await ownRepresentation(tx, organisationId, actor.personId, now);
      if (own === undefined || own.delegated) throw new Refusal('forbidden');
      const { represents } = await memberOf(tx, organisationId, personId, now, actor.personId);
      await closeGrants(tx, [own.id], doer);
      // Who signed by delegation now represents by right: the delegation has just ended with its source.
      if (represents) return;
      const grant = { personId, role: 'HOLDER_REPRESENTATIVE', organisationId, agencyId: null, territory: null } as const;
      await insertGrant(tx, { ...grant, startsAt: now, endsAt: null }, doer);
    });
  }

  async leave(context: RequestContext, organisationId: string): Promise<Answer<LeftView>> {
    const { actor, now, requestId } = context;
    if (!actor.grants.some((grant) => grant.organisationId === organisationId)) throw new Refusal('not-found');
    const done = await this.acts.perform(context, async (tx) => {
      await holdOrganisation(tx, organisationId);
      const members = await readMembers(tx.db, organisationId, now);
      const own = members.filter(({ personId }) => personId === actor.personId);
      if (own.some(({ role }) => role === 'HOLDER_REPRESENTATIVE')) {
        const others = await otherRepresentatives(tx, organisationId, actor.personId, now);
        refuse(lastRepresentativeFaults(others, await runningDossiers(tx, organisationId)));
      }
      const ids = own.map(({ id }) => id);
      await closeGrants(tx, ids, { actor, now, requestId, capacity: 'self' });
      return { body: { organisationId, leftAt: now.toISOString() } };
    });
    this.actors.forgetAll();
    return done;
  }

  /** Ends somebody's role in the organisation. Oneself leaves instead. */
  end(context: RequestContext, organisationId: string, grantId: string): People {
    return this.change(context, organisationId, 200, async (tx, doer) => {
      const members = await readMembers(tx.db, organisationId, context.now);
      const member = members.find(({ id }) => id === grantId);
      if (member === undefined) throw new Refusal('not-found');
      if (member.role === 'HOLDER_REPRESENTATIVE') {
        const others = await otherRepresentatives(tx, organisationId, member.personId, context.now);
        refuse(lastRepresentativeFaults(others, await runningDossiers(tx, organisationId)));
      }
      await endGrant(tx, grantId, undefined, doer);
    });
  }

  private async change(
    context: RequestContext,
    organisationId: string,
    status: number,
    work: (tx: Tx, doer: Doer) => Promise<void>,
  ): People {
    const { actor, now, requestId } = context;
    const doer: Doer = { actor, now, requestId, capacity: managerOf(actor, organisationId) };
    const done = await this.acts.perform(context, async (tx) => {
      await holdOrganisation(tx, organisationId);
      await work(tx, doer);
      return { ...(await people(tx.db, organisationId, now)), status };
    });
    this.actors.forgetAll();
    return done;
  }
}

async function people(db: Db, organisationId: string, now: Date): People {
  const items = await readMembers(db, organisationId, now);
  return { body: { items } };
}

function refuse(faults: readonly Reason[]): void {
  if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
}

/** @throws Refusal rule-not-met for oneself and for who is not of the organisation */
async function memberOf(
  tx: Tx,
  organisationId: string,
  personId: string,
  now: Date,
  self: string,
): Promise<{ readonly represents: boolean }> {
  const members = await readMembers(tx.db, organisationId, now);
  const roles = members.filter((member: MemberView) => member.personId === personId);
  if (personId === self || roles.length === 0) {
    throw new Refusal('rule-not-met', undefined, [
      {
        rule: 'anotherMember',
        pointer: '/personId',
        message: {
          fr: 'Choisissez une autre personne de l’organisation ; invitez-la d’abord si elle n’en est pas.',
          en: 'Choose another person of the organisation; invite them first if they are not of it.',
        },
      },
    ]);
  }
  return { represents: roles.some(({ role, delegation }) => role === 'HOLDER_REPRESENTATIVE' && delegation === null) };
}
