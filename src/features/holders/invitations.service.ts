import { Inject, Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount, type Doer } from '../accounts/account-audit.js';
import { grantsFrom, holdPerson, insertGrant } from '../accounts/grants.store.js';
import { isHeldAlready, separationFaults } from '../accounts/grant.rules.js';
import { PasswordHasher } from '../accounts/password-hasher.js';
import { passwordFaults } from '../accounts/password.rules.js';
import { assertSeesPeople, managerOf } from './holder-access.rules.js';
import type { HolderRole } from './holder.rules.js';
import { INVITATION_DAYS } from './holder.rules.js';
import type { InvitationView, InviteDto, RegisterDto } from './holders.dto.js';
import { invitationOf } from './invitation-token.js';
import { SEND_INVITATION } from './holder-jobs.js';
import { assertExists, holdOrganisation, readMembers } from './members.store.js';

interface Row {
  readonly id: string;
  readonly organisationId: string;
  readonly email: string;
  readonly role: HolderRole;
  readonly state: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly version: number;
}

const view = ({ createdAt, expiresAt, state, ...row }: Row, now: Date): InvitationView => ({
  ...row,
  state: state === 'PENDING' && expiresAt <= now ? 'EXPIRED' : state,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

/** Invitations to act for a project holder, and what becomes of them. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly hasher: PasswordHasher,
    private readonly actors: ActorLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A second invitation to the same address takes the place of the first one, still pending. */
  async invite(context: RequestContext, organisationId: string, { email, role }: InviteDto): Promise<Answer<InvitationView>> {
    const { actor, now, requestId } = context;
    const doer: Doer = { actor, now, requestId, capacity: managerOf(actor, organisationId) };
    return this.acts.perform(context, async (tx) => {
      await holdOrganisation(tx, organisationId);
      const members = await readMembers(tx.db, organisationId, now);
      if (members.some((member) => member.email === email && member.role === role)) {
        throw new Refusal('conflict', { fr: 'Cette personne a déjà ce rôle.', en: 'This person already has this role.' });
      }
      await tx.db.$executeRaw`
        UPDATE invitation SET state = 'CANCELLED', settled_at = ${now}::timestamptz, settled_by = ${actor.personId}::uuid, version = version + 1
        WHERE organisation_id = ${organisationId}::uuid AND email = ${email} AND state = 'PENDING'`;
      const id = newId();
      const expiresAt = new Date(now.getTime() + INVITATION_DAYS * 24 * 3600 * 1000);
      const [row] = await tx.db.$queryRaw<Row[]>`
        INSERT INTO invitation (id, organisation_id, email, role, state, invited_by, created_at, expires_at)
        SELECT ${id}::uuid, o.id, ${email}, ${role}, 'PENDING', ${actor.personId}::uuid, ${now}::timestamptz, ${expiresAt}::timestamptz
        FROM organisation o WHERE o.id = ${organisationId}::uuid
        RETURNING id, organisation_id AS "organisationId", email, role, state, created_at AS "createdAt", expires_at AS "expiresAt", version`;
      if (row === undefined) throw new Refusal('not-found');
      await audit(tx, doer, id, 'invite', '—', 'PENDING', 1, { organisationId, role });
      await this.outbox.enqueue(tx, SEND_INVITATION, { invitationId: id }, now);
      return { body: view(row, now), version: 1, status: 201, location: `/v1/organisations/${organisationId}/invitations` };
    });
  }

  async list(
    { actor, now }: RequestContext,
    organisationId: string,
    { limit = DEFAULT_LIMIT, after }: { limit?: number; after?: string },
  ): Promise<Page<InvitationView>> {
    assertSeesPeople(actor, organisationId);
    await assertExists(this.database.read, organisationId);
    const [id = null] = decodeCursor(after, 1) ?? [];
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT id, organisation_id AS "organisationId", email, role, state, created_at AS "createdAt", expires_at AS "expiresAt", version
      FROM invitation WHERE organisation_id = ${organisationId}::uuid AND (${id}::uuid IS NULL OR id < ${id}::uuid)
      ORDER BY id DESC LIMIT ${limit + 1}::int`;
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => view(row, now),
    );
  }

  async cancel(context: RequestContext, organisationId: string, id: string): Promise<Answer<InvitationView>> {
    const { actor, now, requestId } = context;
    const doer: Doer = { actor, now, requestId, capacity: managerOf(actor, organisationId) };
    return this.acts.perform(context, async (tx) => {
      const held = await hold(tx, id);
      if (held?.organisationId !== organisationId) throw new Refusal('not-found');
      if (held.state !== 'PENDING') throw new Refusal('transition-not-allowed');
      const row = await settle(tx, id, 'CANCELLED', doer);
      return { body: view(row, now), version: row.version };
    });
  }

  /** By a person with an account, whose address is the one invited. */
  async accept(context: RequestContext, token: string): Promise<Answer<InvitationView>> {
    const { actor, now, requestId } = context;
    const done = await this.acts.perform(context, async (tx) => {
      const held = await this.pending(tx, token, now);
      const [person] = await tx.db.$queryRaw<{ email: string }[]>`SELECT email FROM person WHERE id = ${actor.personId}::uuid`;
      if (person?.email !== held.email) throw invalidToken();
      const doer: Doer = { actor, now, requestId, capacity: 'self' };
      await join(tx, actor.personId, held, doer);
      const row = await settle(tx, held.id, 'ACCEPTED', doer);
      return { body: view(row, now), version: row.version };
    });
    this.actors.forgetAll();
    return done;
  }

  /** By a person without account: the message proves the address. @throws Refusal rule-not-met, conflict when the address has an account */
  async register({ token, givenName, familyName, password }: RegisterDto, now: Date, requestId: string): Promise<void> {
    const id = invitationOf(this.config.secret, token);
    const invited =
      id === undefined ? null : await this.database.read.invitation.findUnique({ where: { id }, select: { email: true } });
    if (invited === null) throw invalidToken();
    const faults = passwordFaults(password, { email: invited.email, givenName, familyName, administrator: false }, '/password');
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    const hash = await this.hasher.hash(password);
    await this.database.transaction(async (tx) => {
      const held = await this.pending(tx, token, now);
      const personId = newId();
      const created = await tx.db.$executeRaw`
        INSERT INTO person (id, email, given_name, family_name, locale, password_hash, password_must_change, created_at)
        VALUES (${personId}::uuid, ${held.email}, ${givenName}, ${familyName}, 'fr', ${hash}, false, ${now}::timestamptz)
        ON CONFLICT (email) DO NOTHING`;
      if (created === 0) {
        throw new Refusal('conflict', {
          fr: 'Vous avez déjà un compte : connectez-vous, puis acceptez l’invitation.',
          en: 'You already have an account: log in, then accept the invitation.',
        });
      }
      const doer: Doer = { actor: { personId }, now, requestId, capacity: 'self' };
      const change = { from: '—', to: 'ACTIVE', version: 1, facts: { invitation: held.id } };
      await auditAccount(tx, doer, { aggregate: 'person', id: personId, event: 'create', ...change });
      await join(tx, personId, held, doer);
      await settle(tx, held.id, 'ACCEPTED', doer);
    });
  }

  private async pending(tx: Tx, token: string, now: Date): Promise<Row> {
    const id = invitationOf(this.config.secret, token);
    const held = id === undefined ? undefined : await hold(tx, id);
    if (held?.state !== 'PENDING') throw invalidToken();
    if (held.expiresAt > now) return held;
    throw new Refusal('rule-not-met', undefined, [
      {
        rule: 'invitationInTime',
        pointer: '/token',
        message: {
          fr: 'Cette invitation a expiré : demandez-en une autre à l’organisation.',
          en: 'This invitation has expired: ask the organisation for another one.',
        },
      },
    ]);
  }
}

/** One answer for what is forged, settled, or somebody else's: it tells nothing. */
function invalidToken(): Refusal {
  return new Refusal('rule-not-met', undefined, [
    {
      rule: 'invitationValid',
      pointer: '/token',
      message: {
        fr: 'Ce lien ne correspond à aucune invitation en attente à votre adresse : reprenez celui du message, ou demandez-en un autre.',
        en: 'This link is no pending invitation to your address: take the one in the message, or ask for another.',
      },
    },
  ]);
}

async function hold(tx: Tx, id: string): Promise<Row | undefined> {
  const [row] = await tx.db.$queryRaw<Row[]>`
    SELECT id, organisation_id AS "organisationId", email, role, state, created_at AS "createdAt", expires_at AS "expiresAt", version
    FROM invitation WHERE id = ${id}::uuid FOR UPDATE`;
  return row;
}

async function settle(tx: Tx, id: string, state: 'ACCEPTED' | 'CANCELLED', doer: Doer): Promise<Row> {
  const [row] = await tx.db.$queryRaw<Row[]>`
    UPDATE invitation SET state = ${state}, settled_at = ${doer.now}::timestamptz, settled_by = ${doer.actor.personId}::uuid, version = version + 1
    WHERE id = ${id}::uuid AND state = 'PENDING'
    RETURNING id, organisation_id AS "organisationId", email, role, state, created_at AS "createdAt", expires_at AS "expiresAt", version`;
  if (row === undefined) throw new Refusal('conflict');
  await audit(tx, doer, id, state === 'ACCEPTED' ? 'accept' : 'cancel', 'PENDING', state, row.version, { role: row.role });
  return row;
}

/** The role, under the same rules as one given by an administrator. */
export async function join(
  tx: Tx,
  personId: string,
  { organisationId, role }: { readonly organisationId: string; readonly role: HolderRole },
  doer: Doer,
): Promise<void> {
  if (!(await holdPerson(tx, personId))) throw new Refusal('not-found');
  const grant = { personId, role, organisationId, agencyId: null, territory: null, startsAt: doer.now, endsAt: null };
  const others = await grantsFrom(tx, personId, doer.now);
  if (isHeldAlready(grant, others)) {
    throw new Refusal('conflict', { fr: 'La personne a déjà ce rôle.', en: 'The person already has this role.' });
  }
  const faults = separationFaults(role, grant, others);
  if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
  await insertGrant(tx, grant, doer);
}

function audit(
  tx: Tx,
  doer: Doer,
  id: string,
  event: string,
  from: string,
  to: string,
  version: number,
  facts: unknown,
): Promise<void> {
  return auditAccount(tx, doer, { aggregate: 'invitation', id, event, from, to, version, facts });
}
