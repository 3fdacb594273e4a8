// The standard agreement, version 1. Published: a change is a new version (agreement-templates.spec.ts pins it).

import { formatDay } from '../../../kernel/legal-time.js';
import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { AgreementData, AgreementFunder } from '../agreement-data.js';

const euros = (text: string): string => formatEuros(cents(text));
const paragraph = (text: string): ArchiveBlock => ({ kind: 'paragraph', text });
const article = (number: number, title: string, ...blocks: readonly ArchiveBlock[]): ArchiveBlock[] => [
  { kind: 'heading', text: `Article ${number} — ${title}` },
  ...blocks,
];

function represented({ name, decision: { number, date, authority, delegation } }: AgreementFunder): string {
  const by =
    delegation === null
      ? ''
      : `, par délégation de signature (${delegation.reference}, du ${formatDay(delegation.from, 'fr')} au ${formatDay(delegation.to, 'fr')})`;
  return `${name}, représenté par : ${authority}${by}, en vertu de la décision ${number} du ${formatDay(date, 'fr')}`;
}

function holderOf({ name, siret, rna }: AgreementData['holder']): string {
  const numbers = [siret === null ? '' : `SIRET ${siret}`, rna === null ? '' : `RNA ${rna}`].filter(Boolean).join(', ');
  return `${name}${numbers === '' ? '' : ` (${numbers})`}, représenté par son représentant légal ou son délégataire, ci-après « le porteur »`;
}

function amounts({ funders }: AgreementData): ArchiveBlock {
  const years = [...new Set(funders.flatMap(({ years: of }) => of.map(({ year }) => year)))].sort((a, b) => a - b);
  const share = 0.7 / (funders.length + 1);
  const sum = (of: readonly { readonly cents: string }[]): string =>
    euros(String(of.reduce((all, one) => all + BigInt(one.cents), 0n)));
  const ofYear = (year: number) => funders.map(({ years: of }) => of.find((one) => one.year === year) ?? { cents: '0' });
  return {
    kind: 'table',
    columns: [
      { title: 'Année', share: 0.3 },
      ...funders.map(({ name }) => ({ title: name, share, right: true })),
      { title: 'Ensemble', share, right: true },
    ],
    rows: [
      ...years.map((year) => [String(year), ...ofYear(year).map(({ cents: one }) => euros(one)), sum(ofYear(year))]),
      [
        'Total',
        ...funders.map(({ totalCents }) => euros(totalCents)),
        sum(funders.map(({ totalCents }) => ({ cents: totalCents }))),
      ],
    ],
  };
}

export function agreementV1(data: AgreementData): { readonly title: string; readonly blocks: readonly ArchiveBlock[] } {
  const { call, application, holder, object, budget, funders, terms, form } = data;
  const number = application.number ?? application.title;
  const { startsOn, endsOn } = object;
  const period =
    startsOn === null || endsOn === null ? '' : ` Il se déroule du ${formatDay(startsOn, 'fr')} au ${formatDay(endsOn, 'fr')}.`;
  const title = `Convention attributive de subvention — ${number}`;
  return {
    title,
    blocks: [
      { kind: 'title', text: title },
      paragraph(`Appel à projets « ${call.title} », édition ${call.edition}. Dossier ${number} « ${application.title} ».`),
      paragraph(
        'Vu la loi n° 2000-321 du 12 avril 2000, notamment ses articles 9-1, 10 et 10-1, et le décret n° 2001-495 du 6 juin 2001,',
      ),
      paragraph('Entre :'),
      { kind: 'list', items: [...funders.map(represented), holderOf(holder)] },
      paragraph(
        form === 'TRIPARTITE'
          ? 'il est convenu ce qui suit. Chaque financeur ne s’engage que pour sa part.'
          : 'il est convenu ce qui suit. Les autres financeurs du projet s’engagent chacun par leur propre acte.',
      ),
      ...article(
        1,
        'Objet',
        paragraph(
          `Le porteur s’engage, à son initiative et sous sa responsabilité, à réaliser le projet « ${application.title} ».${period}`,
        ),
        paragraph(object.summary),
        ...(object.place === null ? [] : [paragraph(`Lieu : ${object.place}.`)]),
        ...(object.targetPublic === null ? [] : [paragraph(`Public : ${object.targetPublic}.`)]),
      ),
      ...article(2, 'Montant', paragraph('Les financeurs accordent, par année :'), amounts(data)),
      ...article(
        3,
        'Budget du projet',
        paragraph(
          data.planAccepted
            ? 'Le budget est celui que le porteur a établi en acceptant le montant accordé.'
            : `Le budget est celui du dossier (version ${application.submittedVersion}).`,
        ),
        {
          kind: 'table',
          columns: [
            { title: 'Année', share: 0.3 },
            { title: 'Coût du projet', share: 0.35, right: true },
            { title: 'Accordé, tous financeurs', share: 0.35, right: true },
          ],
          rows: budget.map(({ year, expensesCents, grantedCents }) => [String(year), euros(expensesCents), euros(grantedCents)]),
        },
      ),
      ...article(4, 'Versement', paragraph(terms.payment)),
      ...article(
        5,
        'Conditions d’utilisation',
        paragraph(terms.use),
        ...(data.republicanContract
          ? [
              paragraph(
                'Le porteur respecte le contrat d’engagement républicain qu’il a souscrit (loi n° 2000-321, article 10-1).',
              ),
            ]
          : []),
      ),
      ...article(6, 'Contrôle', paragraph(terms.control)),
      ...article(7, 'Évaluation', paragraph(terms.evaluation)),
      ...article(8, 'Sommes non employées', paragraph(terms.unspent)),
      ...article(
        9,
        'Prise d’effet',
        paragraph('La convention prend effet à sa notification au porteur, une fois signée de toutes les parties.'),
      ),
    ],
  };
}
