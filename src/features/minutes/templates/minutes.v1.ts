// The minutes of a session, version 1. Published: a change is a new version, because those drafted with it are drawn again to be verified.

import { formatDay, localDate, localIso } from '../../../kernel/legal-time.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { MemberRecord, MinutesData, RectificationRecord, SessionRecord } from '../minutes-data.js';
import { itemBlocksV1 } from './minutes-item.v1.js';
import { heading, named, paragraph, quorumText, type At } from './minutes-parts.v1.js';

const MODES = {
  ON_SITE: 'en présence des membres',
  REMOTE: 'par conférence audiovisuelle ou téléphonique',
  MIXED: 'en présence des membres et à distance',
  WRITTEN: 'délibération par échange d’écrits',
} as const;
const ENDINGS = {
  CLOSED: 'La séance a été levée',
  ADJOURNED: 'Le quorum n’étant pas atteint, la séance a été ajournée',
  INVALID: 'La délibération par échange d’écrits n’est pas valable, trop peu de membres y ayant participé ; elle s’est achevée',
} as const;
const SENT: Readonly<Record<string, string>> = {
  EMAIL: 'courrier électronique',
  POST: 'courrier postal',
  HAND: 'remise en main propre',
};
const CAUSES: Readonly<Record<string, string>> = { CONVENED: 'convocation', RENEWED: 'nouvel envoi', JOINED: 'nouveau membre' };
const MEANS: Readonly<Record<string, string>> = {
  ROOM: 'en salle',
  VIDEO: 'par visioconférence',
  PHONE: 'par téléphone',
  WRITTEN: 'par écrit',
};

const listOf = (items: readonly string[]): ArchiveBlock[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);

export function minutesV1(data: MinutesData): { title: string; blocks: ArchiveBlock[] } {
  const at: At = (instant) => {
    const date = new Date(instant);
    return `${formatDay(localDate(date, data.timeZone), 'fr')} à ${localIso(date, data.timeZone).slice(11, 16).replace(':', ' h ')}`;
  };
  const rectifying = data.rectification !== null;
  const day = formatDay(localDate(new Date(data.scheduledAt), data.timeZone), 'fr');
  const title = `Procès-verbal${rectifying ? ` rectificatif n° ${data.number}` : ''} — ${data.committee.name}, séance du ${day}`;
  const written = data.closesAt === null ? '' : `, close le ${at(data.closesAt)}`;
  return {
    title,
    blocks: [
      { kind: 'title', text: title },
      paragraph(
        `Comité : ${data.committee.name} (département ${data.committee.department}). Appel à projets : ${data.call.title}.`,
      ),
      paragraph(`Séance du ${at(data.scheduledAt)}${written}. Lieu : ${data.place}. Forme : ${MODES[data.mode]}.`),
      ...(data.session === null ? [] : sessionBlocks(data, data.session, at)),
      ...(data.rectification === null ? [] : rectificationBlocks(data.rectification, at)),
      heading('Signature'),
      paragraph(
        `Établi le ${at(data.draftedAt)}. Soumis à la signature de qui a présidé : ${data.signatories.map(named).join(' ; ')}.`,
      ),
      paragraph(
        'La signature est un sceau électronique séparé, apposé sur l’empreinte de ce document et sur celle de ses données.',
      ),
    ],
  };
}

function sessionBlocks(data: MinutesData, session: SessionRecord, at: At): ArchiveBlock[] {
  const { secondOf, quorum, membersCount, ranking } = session;
  const opened = data.openedAt === null ? '' : `Séance ouverte le ${at(data.openedAt)}. `;
  const closed = data.closedAt === null ? '' : `${ENDINGS[data.state]} le ${at(data.closedAt)}.`;
  return [
    ...convocation(session, at),
    heading('Membres présents'),
    ...listOf(session.members.filter(({ presences }) => presences.length > 0).map((member) => presence(member, at))),
    heading('Membres absents'),
    ...listOf(session.members.filter(({ presences }) => presences.length === 0).map((member) => absence(member, session))),
    heading('Mandats'),
    ...(session.mandates.length === 0 ? [paragraph('Aucun mandat.')] : []),
    ...listOf(session.mandates.map(({ giver, holder, givenAt }) => `${giver} a donné mandat à ${holder} le ${at(givenAt)}.`)),
    heading('Quorum'),
    ...(secondOf === null
      ? []
      : [
          paragraph(
            `Seconde séance : elle reprend l’ordre du jour de celle du ${at(secondOf.scheduledAt)}, ajournée faute de quorum.`,
          ),
        ]),
    paragraph(`Membres composant le comité : ${membersCount ?? 0}. ${quorum === null ? '' : quorumText(quorum)}`),
    heading('Déroulement'),
    paragraph(`${opened}${closed}`),
    heading('Questions traitées et sens des délibérations'),
    ...session.items.flatMap((item) => itemBlocksV1(item, at)),
    ...(ranking === null ? [] : [heading('Classement'), paragraph(rankingText(ranking, at))]),
  ];
}

function convocation({ convenedAt, urgencyMotive, modeDecision, sendings }: SessionRecord, at: At): ArchiveBlock[] {
  return [
    heading('Convocation'),
    ...(convenedAt === null ? [] : [paragraph(`Membres convoqués le ${at(convenedAt)}.`)]),
    ...(urgencyMotive === null ? [] : [paragraph(`Motif de l’urgence : ${urgencyMotive}`)]),
    ...(modeDecision === null ? [] : [paragraph(`Décision du président sur la forme de la séance : ${modeDecision}`)]),
    ...listOf(
      sendings.map(
        ({ name, sentAt, means, cause }) => `${name} : ${CAUSES[cause] ?? cause}, ${SENT[means] ?? means}, le ${at(sentAt)}.`,
      ),
    ),
  ];
}

function presence({ presences, president, college, ...person }: MemberRecord, at: At): string {
  const stays = presences.map(({ arrivedAt, leftAt, means, substitute }) => {
    const who = substitute === null ? '' : `suppléé par ${named(substitute)}, `;
    const until = leftAt === null ? '' : `, parti le ${at(leftAt)}`;
    return `${who}${MEANS[means] ?? means}, arrivé le ${at(arrivedAt)}${until}`;
  });
  return `${named(person)}, ${college}${president ? ', président' : ''} : ${stays.join(' ; ')}.`;
}

function absence(member: MemberRecord, { mandates }: SessionRecord): string {
  const mandate = mandates.find(({ giver }) => giver === member.name);
  return `${named(member)}, ${member.college}${mandate === undefined ? '' : `, excusé : mandat à ${mandate.holder}`}.`;
}

function rankingText({ adoptedAt, count }: NonNullable<SessionRecord['ranking']>, at: At): string {
  const votes =
    count === null
      ? ''
      : ` : ${count.for} voix pour, ${count.against} contre, ${count.abstain} abstentions, ${count.blank} votes blancs`;
  return `Classement des dossiers adopté le ${at(adoptedAt)}${votes}. Le rang de chacun figure à son point.`;
}

function rectificationBlocks(record: RectificationRecord, at: At): ArchiveBlock[] {
  return [
    heading('Procès-verbal rectifié'),
    paragraph(
      `Procès-verbal n° ${record.originalNumber}, signé le ${at(record.originalSignedAt)}, empreinte SHA-256 ${record.originalPdfSha256}.`,
    ),
    heading('Motifs de la rectification'),
    paragraph(record.reasons),
    heading('Rectifications'),
    ...listOf(record.corrections.map(({ position, text }) => (position === null ? text : `Point ${position} : ${text}`))),
  ];
}
