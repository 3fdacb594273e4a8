// A funder notifies its share, version 1. Published: a change is a new version (templates.spec.ts pins it).

import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData, ShareTold } from '../letter-data.js';
import { amounts, appeal, day, dispensed, head, paragraph, titled, total } from './parts.v1.js';

const TITLE = 'Notification d’une aide';

const heading = (text: string): ArchiveBlock => ({ kind: 'heading', text });
const list = (items: readonly string[]): ArchiveBlock => ({ kind: 'list', items });

function period({ startsOn, endsOn }: ShareTold['object']): string {
  return startsOn === null || endsOn === null ? '' : ` Il se déroule du ${day(startsOn)} au ${day(endsOn)}.`;
}

function act({ agreementSignedOn, order, delegation }: ShareTold): ArchiveBlock[] {
  const by =
    delegation === null
      ? []
      : [
          paragraph(
            `Décision prise par délégation de signature : ${delegation.reference}, du ${day(delegation.from)} au ${day(delegation.to)}.`,
          ),
        ];
  if (agreementSignedOn !== null)
    return [...by, paragraph(`L’aide est régie par la convention dont la dernière signature est du ${day(agreementSignedOn)}.`)];
  if (order === null) return by;
  return [...by, paragraph(`Arrêté attributif n° ${order.number} du ${day(order.date)}, pris par : ${order.authority}.`)];
}

function payment({ payments, payBefore }: ShareTold): ArchiveBlock[] {
  const rows = payments.map(({ year, label, cents: sum, expectedOn }) => [
    `${label} ${year}`,
    day(expectedOn),
    formatEuros(cents(sum)),
  ]);
  const waits = payments.map(({ year, label, conditions }) => `${label} ${year} : ${conditions.join(', ')}.`);
  return [
    heading('Versement'),
    paragraph(
      `Ce qui n’attend rien d’autre que cette notification est versé dans les soixante jours, au plus tard le ${day(payBefore)} ; le reste suit l’échéancier (loi n° 2000-321 du 12 avril 2000, article 10). Les versements vont au compte bancaire confirmé de votre organisme.`,
    ),
    {
      kind: 'table',
      columns: [
        { title: 'Versement', share: 0.4 },
        { title: 'Attendu le', share: 0.3 },
        { title: 'Montant', share: 0.3, right: true },
      ],
      rows,
    },
    paragraph('Chacun est dû une fois ses conditions réunies :'),
    list(waits),
  ];
}

function duties({ reports, privateHolder }: ShareTold): ArchiveBlock[] {
  const source = privateHolder ? 'loi n° 2000-321, article 10' : 'règles de l’appel à projets';
  return [
    heading('Vos obligations'),
    paragraph(
      `Vous remettez un compte rendu financier dans les six mois qui suivent la fin de chaque exercice pour lequel l’aide est accordée (${source}) :`,
    ),
    list(reports.map(({ year, dueOn }) => `exercice ${year} : au plus tard le ${day(dueOn)}.`)),
    paragraph('Vous faites connaître le commencement du projet : s’il ne commence pas à temps, l’aide devient caduque.'),
    paragraph(
      'L’aide ne sert qu’au projet pour lequel elle est accordée. Si ses conditions ne sont pas respectées, elle peut être retirée et son reversement demandé (CRPA, article L242-2).',
    ),
  ];
}

function publicity({ privateHolder, publishedAboveCents, publishBefore }: ShareTold): ArchiveBlock[] {
  const above = formatEuros(cents(publishedAboveCents));
  const open = `Les données essentielles de l’aide sont publiées lorsque la loi le prévoit, notamment au-delà de ${above}, au plus tard le ${day(publishBefore)} (loi n° 2000-321, article 10 ; décret n° 2017-779, article 2).`;
  const asked =
    'Le budget et les comptes de l’organisme, la convention et le compte rendu financier sont communiqués à toute personne qui en fait la demande (loi n° 2000-321, article 10).';
  return [heading('Publicité'), paragraph(open), ...(privateHolder ? [paragraph(asked)] : [])];
}

export function legNotificationV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { parts, share, application, signedBy } = data;
  const [part] = parts;
  if (part === undefined || share === null) throw new Error('a notified share has its part and its terms');
  const { funder, decisionNumber, decidedOn } = part;
  const { name, capacity, service } = signedBy;
  const { object, commitment } = share;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(`« ${funder} » vous notifie sa part de l’aide accordée à votre projet : ${total(parts)}, par année :`),
      amounts(parts),
      heading('Objet'),
      paragraph(`L’aide est accordée pour le projet « ${application.title} ».${period(object)}`),
      ...(object.summary === '' ? [] : [paragraph(object.summary)]),
      heading('Décision'),
      paragraph(`Décision n° ${decisionNumber} du ${day(decidedOn)} : ${name}, ${capacity}, ${service}.`),
      ...act(share),
      paragraph(`Dépense engagée le ${day(commitment.date)} sous le n° ${commitment.number}.`),
      ...payment(share),
      ...duties(share),
      ...publicity(share),
      dispensed(),
      ...appeal(data),
    ],
  };
}
