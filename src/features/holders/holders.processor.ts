import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { JobRegistry, type Delivery } from '../../platform/jobs/job-registry.js';
import { htmlText, plainText, type Letter } from '../../platform/mail/layout.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { formatLegal } from '../../kernel/legal-time.js';
import { invitationToken } from './invitation-token.js';
import { ANNOUNCE_JOIN, SEND_INVITATION } from './holder-jobs.js';

const CLOSING = 'Le service des appels à projets';
const PARIS = 'Europe/Paris';

/** Messages about who acts for a project holder. In French: who receives one may have no account, so no language. */
@Injectable()
export class HoldersProcessor implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly database: Database,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(SEND_INVITATION, ANNOUNCE_JOIN);
    this.jobs.processOutside(SEND_INVITATION, (delivery) => this.invite(delivery));
    this.jobs.processOutside(ANNOUNCE_JOIN, (delivery) => this.announce(delivery));
  }

  private async invite({ id, payload: { invitationId } }: Delivery<{ readonly invitationId: string }>): Promise<void> {
    const invitation = await this.database.read.invitation.findUnique({
      where: { id: invitationId },
      include: { organisation: { select: { name: true } } },
    });
    if (invitation?.state !== 'PENDING') return;
    const { organisation, email, expiresAt } = invitation;
    await this.send(id, email, email, {
      subject: `Invitation à agir pour « ${organisation.name} »`,
      greeting: 'Bonjour,',
      body: [
        `« ${organisation.name} » vous invite à préparer ses dossiers.`,
        `Acceptez avec ce code jusqu’au ${formatLegal(expiresAt, PARIS, 'fr')} :`,
        invitationToken(this.config.secret, invitationId),
        'Si vous avez un compte, connectez-vous puis POST /v1/invitations/accept ; sinon créez-le par POST /v1/auth/register.',
        'Si ce message ne vous concerne pas, ne faites rien : l’invitation s’éteindra d’elle-même.',
      ],
      closing: CLOSING,
    });
  }

  /** To the representatives; to the administrators for an organisation without any. */
  private async announce({ id, payload: { requestId }, now }: Delivery<{ readonly requestId: string }>): Promise<void> {
    const [asked] = await this.database.read.$queryRaw<
      { organisationId: string | null; name: string; person: string; state: string }[]
    >`
      SELECT r.organisation_id AS "organisationId", coalesce(o.name, r.claim ->> 'name') AS name, p.given_name || ' ' || p.family_name AS person, r.state
      FROM join_request r JOIN person p ON p.id = r.person_id LEFT JOIN organisation o ON o.id = r.organisation_id WHERE r.id = ${requestId}::uuid`;
    if (asked?.state !== 'PENDING') return;
    const letter: Letter = {
      subject: `Demande à traiter : agir pour « ${asked.name} »`,
      greeting: 'Bonjour,',
      body: [
        `${asked.person} demande à agir pour « ${asked.name} ».`,
        `Acceptez ou refusez : ${this.config.publicUrl}/v1/join-requests/${requestId}`,
      ],
      closing: CLOSING,
    };
    const people = await this.database.read.$queryRaw<{ email: string; name: string }[]>`
      SELECT DISTINCT p.email, p.given_name || ' ' || p.family_name AS name FROM role_grant g JOIN person p ON p.id = g.person_id
      WHERE p.disabled_at IS NULL AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
        AND (g.role = 'HOLDER_REPRESENTATIVE' AND g.organisation_id = ${asked.organisationId}::uuid
          OR g.role = 'ADMINISTRATOR' AND NOT EXISTS (
            SELECT FROM role_grant h WHERE h.role = 'HOLDER_REPRESENTATIVE' AND h.organisation_id = ${asked.organisationId}::uuid
              AND (h.ends_at IS NULL OR h.ends_at > ${now}::timestamptz)))
      ORDER BY p.email LIMIT 50`;
    // The Message-ID is the row's: a repeated delivery is the same message to its reader. One address differs from another by its index.
    for (const [index, { email, name }] of people.entries())
      await this.send(index === 0 ? id : `${id}.${index}`, name, email, letter);
  }

  private send(id: string, name: string, address: string, letter: Letter): Promise<void> {
    return this.mailer.send({
      id,
      to: { name, address },
      subject: letter.subject,
      text: plainText(letter),
      html: htmlText(letter, 'fr'),
    });
  }
}
