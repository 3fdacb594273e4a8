// The standard amendment, version 1. Published: a change is a new version (amendment-document.spec.ts pins it).

import { formatDay } from '../../../kernel/legal-time.js';
import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { AmendedFunder, AmendedHolder, AmendedText, AmendmentData } from '../amendment-data.js';

const euros = (text: string): string => formatEuros(cents(text));
const paragraph = (text: string): ArchiveBlock => ({ kind: 'paragraph', text });
const day = (text: string | null): string => (text === null ? '' : formatDay(text, 'fr'));

function represented({ name, underAgreement, decision: { number, date, authority, delegation } }: AmendedFunder): string {
  const by =
    delegation === null
      ? ''
      : `, par délégation de signature (${delegation.reference}, du ${day(delegation.from)} au ${day(delegation.to)})`;
  const act = underAgreement ? 'en vertu de la décision' : 'qui modifie son arrêté attributif par l’arrêté';
  return `${name}, représenté par : ${authority}${by}, ${act} ${number} du ${day(date)}`;
}

const nameOf = (holder: AmendedHolder | null): string =>
  holder === null ? '' : `${holder.name}${holder.siret === null ? '' : ` (SIRET ${holder.siret})`}`;

const OBJECTS: Readonly<Record<AmendmentData['kind'], string>> = {
  DATES: 'les dates du projet',
  BUDGET: 'le budget du projet',
  AMOUNT: 'le montant accordé',
  HOLDER: 'le porteur du projet',
  PROJECT: 'la description du projet',
};

function shares({ funders }: AmendmentData): ArchiveBlock {
  const rows = funders.flatMap(({ name, before, after }) =>
    before.map(({ year, cents: was }) => [
      name,
      String(year),
      euros(was),
      euros(after.find((one) => one.year === year)?.cents ?? was),
    ]),
  );
  return {
    kind: 'table',
    columns: [
      { title: 'Financeur', share: 0.3 },
      { title: 'Année', share: 0.1 },
      { title: 'Avant', share: 0.3, right: true },
      { title: 'Après', share: 0.3, right: true },
    ],
    rows,
  };
}

function budget({ lines }: AmendmentData): ArchiveBlock {
  return {
    kind: 'table',
    columns: [
      { title: 'Année', share: 0.1 },
      { title: 'Sens', share: 0.15 },
      { title: 'Libellé', share: 0.5 },
      { title: 'Montant', share: 0.25, right: true },
    ],
    rows: lines.map(({ year, side, label, cents: sum }) => [
      String(year),
      side === 'EXPENSE' ? 'Dépense' : 'Recette',
      label,
      euros(sum),
    ]),
  };
}

const period = ({ startsOn, endsOn }: AmendedText): string => `du ${day(startsOn)} au ${day(endsOn)}`;

function change(data: AmendmentData): ArchiveBlock[] {
  const { kind, before, after, holder, newHolder, deed, holderCeased } = data;
  switch (kind) {
    case 'DATES':
      return [paragraph(`Le projet, prévu ${period(before)}, se déroule ${period(after)}.`)];
    case 'BUDGET':
      return [paragraph('Le budget du projet, hors subvention des financeurs, devient :'), budget(data)];
    case 'AMOUNT':
      return [
        paragraph('Les financeurs accordent, par année :'),
        shares(data),
        paragraph('Le budget du projet, hors subvention des financeurs, devient :'),
        budget(data),
      ];
    case 'HOLDER':
      return [
        paragraph(
          `${nameOf(newHolder)} prend la place de ${holder.name}${
            holderCeased ? ', qui n’existe plus,' : ''
          } dans tous ses droits et obligations, en vertu de : ${deed ?? ''}.`,
        ),
      ];
    case 'PROJECT':
      return [
        paragraph(`Le projet « ${before.title} » s’intitule « ${after.title} ». Son objet n’est pas dénaturé.`),
        ...(after.object === null ? [] : [paragraph(`Objet : ${after.object}`)]),
        paragraph(after.summary ?? ''),
      ];
  }
}

export function amendmentV1(data: AmendmentData): { readonly title: string; readonly blocks: readonly ArchiveBlock[] } {
  const { call, application, holder, kind, funders, reasons } = data;
  const number = application.number ?? application.title;
  const title = `Avenant n° ${data.number} — ${number}`;
  return {
    title,
    blocks: [
      { kind: 'title', text: title },
      paragraph(`Appel à projets « ${call.title} », édition ${call.edition}. Dossier ${number} « ${application.title} ».`),
      paragraph('Entre :'),
      {
        kind: 'list',
        items: [...funders.map(represented), `${nameOf(holder)}, ci-après « le porteur »`],
      },
      { kind: 'heading', text: 'Article 1 — Objet' },
      paragraph(`Le présent avenant modifie ${OBJECTS[kind]}.`),
      paragraph(`Motifs : ${reasons}`),
      { kind: 'heading', text: 'Article 2 — Modification' },
      ...change(data),
      { kind: 'heading', text: 'Article 3 — Prise d’effet' },
      paragraph('L’avenant entre en vigueur le jour de la dernière signature. Tout ce qu’il ne modifie pas demeure.'),
    ],
  };
}
