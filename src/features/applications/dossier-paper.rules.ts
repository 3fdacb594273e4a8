// The dossier as a person reads it on paper: blocks in order, made from the frozen version and its receipt alone, so that the same version
// always gives the same paper. French: it is the language of the procedure.

import { formatDay } from '../../kernel/legal-time.js';
import { cents, formatEuros, sumCents } from '../../kernel/money.js';
import type { ApplicationContent, BudgetLine } from './application-content.js';
import { budgetYears, projectMonths, totalCost, totalOfYears } from './budget.rules.js';
import { FAMILIES, HOLDERS, NATURES, OTHER_LABELS, PLACED } from './dossier-labels.rules.js';
import { labelOf, plain } from './plain-value.rules.js';
import type { ReceiptDocument } from './receipt.rules.js';

export type Block =
  | { readonly kind: 'title' | 'heading' | 'subheading' | 'text'; readonly text: string }
  | { readonly kind: 'pair'; readonly label: string; readonly value: string }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly Row[] };
interface Column {
  readonly title: string;
  /** Share of the width. */
  readonly share: number;
  readonly right?: boolean;
}
interface Row {
  readonly cells: readonly string[];
  readonly total?: boolean;
}

/** Of the specification of the call, what names things; whatever else it holds. */
export interface SpecificationLabels {
  readonly settings?: {
    readonly axes?: readonly { readonly code: string; readonly label: string }[];
    readonly requiredDocuments?: readonly { readonly code: string; readonly label: string }[];
    readonly questions?: unknown;
  };
}

export interface PaperSource {
  readonly receipt: ReceiptDocument;
  readonly content: ApplicationContent & Readonly<Record<string, unknown>>;
  readonly specification: SpecificationLabels;
}

const text = (value: string): Block => ({ kind: 'text', text: value });
const heading = (value: string): Block => ({ kind: 'heading', text: value });
const pair = (label: string, value: string | undefined): Block => ({ kind: 'pair', label, value: value ?? 'Non renseigné' });
const money = (value: number): string => formatEuros(cents(value));

export function paperOf(source: PaperSource): Block[] {
  return [
    ...front(source),
    ...project(source),
    ...plan(source.content),
    ...answers(source),
    ...others(source.content),
    ...declarations(source.content),
    ...documents(source),
    ...proof(source.receipt),
  ];
}

function front({ receipt }: PaperSource): Block[] {
  const { application, call, organisation, legalTime, late, withinGrace, graceSeconds } = receipt;
  const remark = late
    ? 'Reçu après la date limite.'
    : withinGrace
      ? `Reçu dans la tolérance de ${graceSeconds} secondes prévue par l’appel : à l’heure.`
      : undefined;
  return [
    { kind: 'title', text: application.title },
    text(`Dossier tel que déposé, version ${receipt.version}`),
    pair('Appel à projets', `${call.title} (édition ${call.edition}, cahier des charges n° ${call.specification})`),
    pair('Numéro du dossier', application.number),
    pair('Accusé de réception', receipt.number),
    pair('Reçu le', legalTime.text),
    ...(remark === undefined ? [] : [text(remark)]),
    pair('Porteur', organisation.name),
    pair('Nature du porteur', HOLDERS[organisation.holderType] ?? organisation.holderType),
    pair('SIRET', organisation.siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1 $2 $3 $4')),
    pair('Département instructeur', application.department),
  ];
}

function project({ content, specification }: PaperSource): Block[] {
  const { startsOn, endsOn } = content;
  const axes = (content.axes ?? []).map(
    (code) => specification.settings?.axes?.find((axis) => axis.code === code)?.label ?? code,
  );
  const months =
    startsOn !== undefined && endsOn !== undefined && startsOn <= endsOn ? projectMonths(startsOn, endsOn) : undefined;
  return [
    heading('Le projet'),
    pair('Lieu', content.place),
    pair('Axes', axes.length === 0 ? undefined : axes.join(' ; ')),
    pair('Début', startsOn && formatDay(startsOn, 'fr')),
    pair('Fin', endsOn && formatDay(endsOn, 'fr')),
    ...(months === undefined ? [] : [pair('Durée', `${months} mois`)]),
    pair('Public visé', content.targetPublic),
    pair('Bénéficiaires', content.beneficiaries?.toLocaleString('fr-FR')),
    pair('Partenaires', content.partners),
    { kind: 'subheading', text: 'Présentation' },
    text(content.summary ?? 'Non renseigné'),
  ];
}

function plan(content: ApplicationContent): Block[] {
  const years = budgetYears(content);
  const asked = content.requestedYears ?? [];
  if (years.length === 0) return [heading('Plan de financement'), text('Non renseigné')];
  const lines = content.budget?.lines ?? [];
  return [
    heading('Plan de financement'),
    pair('Demandé aux financeurs de l’appel', formatEuros(totalOfYears(asked))),
    pair('Coût total du projet', formatEuros(totalCost(content.budget))),
    ...(content.budget?.inKindCents === undefined
      ? []
      : [pair('Contributions en nature, hors budget', money(content.budget.inKindCents))]),
    ...years.flatMap(({ year, expenses, requested, income }): Block[] => {
      const of = (side: BudgetLine['side']): BudgetLine[] => lines.filter((line) => line.side === side && line.year === year);
      const row = (kind: string | undefined, label: string, amount: string): Row => ({ cells: [kind ?? '', label, amount] });
      const total = (label: string, amount: string): Row => ({ cells: ['', label, amount], total: true });
      return [
        { kind: 'subheading', text: `Année ${year}` },
        {
          kind: 'table',
          columns: [
            { title: 'Nature', share: 0.3 },
            { title: 'Intitulé', share: 0.48 },
            { title: 'Montant', share: 0.22, right: true },
          ],
          rows: [
            ...of('EXPENSE').map((line) => row(NATURES[line.nature ?? ''] ?? 'Dépense', line.label, money(line.cents))),
            total('Total des dépenses', formatEuros(expenses)),
            row('Financeurs de l’appel', 'Montant demandé', formatEuros(requested)),
            ...of('INCOME').map((line) => row(FAMILIES[line.family ?? ''] ?? 'Recette', line.label, money(line.cents))),
            total('Total des recettes', formatEuros(income)),
          ],
        },
      ];
    }),
    ...(years.length > 1 ? [pair('Dépenses, toutes années', formatEuros(sumCents(years.map(({ expenses }) => expenses))))] : []),
  ];
}

interface Question {
  readonly code?: unknown;
  readonly label?: unknown;
  readonly type?: unknown;
}

/** The call's own questions, whose shape the specification of the call gives. */
function answers({ content, specification }: PaperSource): Block[] {
  const given: unknown = content.answers;
  if (typeof given !== 'object' || given === null || Object.keys(given).length === 0) return [];
  const { questions } = specification.settings ?? {};
  const known = Array.isArray(questions) ? (questions as Question[]) : [];
  return [
    heading('Questions de l’appel'),
    ...Object.entries(given).flatMap(([code, value]): Block[] => {
      const question = known.find((candidate) => candidate.code === code);
      const amount = typeof value === 'number' && question?.type === 'AMOUNT';
      return [{ kind: 'subheading', text: labelOf(question?.label) ?? code }, text(amount ? money(value) : plain(value))];
    }),
  ];
}

function others(content: Readonly<Record<string, unknown>>): Block[] {
  const more = Object.entries(content).filter(([name, value]) => !PLACED.has(name) && value !== undefined && value !== null);
  if (more.length === 0) return [];
  return [
    heading('Autres informations'),
    ...more.flatMap(([name, value]): Block[] => [{ kind: 'subheading', text: OTHER_LABELS[name] ?? name }, text(plain(value))]),
  ];
}

function declarations({ declarations: given }: ApplicationContent): Block[] {
  const yes = (value: boolean | undefined): string => (value === undefined ? 'Non renseigné' : value ? 'Oui' : 'Non');
  return [
    heading('Déclarations'),
    pair('Exactitude certifiée', yes(given?.accurate)),
    pair('Contrat d’engagement républicain souscrit', yes(given?.republicanContract)),
    pair('À jour des obligations fiscales et sociales', yes(given?.obligationsMet)),
  ];
}

function documents({ content, receipt, specification }: PaperSource): Block[] {
  const labels = specification.settings?.requiredDocuments ?? [];
  const nameOf = (code: string): string => labels.find((document) => document.code === code)?.label ?? code;
  const listed = content.documents ?? [];
  const files = receipt.files.map((file): Row => ({
    cells: [
      nameOf(String(file.code)),
      `${String(file.name)} (version ${String(file.version)}, ${String(file.size)} octets)`,
      String(file.sha256),
    ],
  }));
  return [
    heading('Pièces'),
    ...(listed.length === 0 && files.length === 0 ? [text('Aucune')] : []),
    ...listed.map(({ code, provided, reference }) =>
      pair(nameOf(code), `${provided === 'TO_FOLLOW' ? 'à venir' : 'jointe'}${reference === undefined ? '' : ` : ${reference}`}`),
    ),
    ...(files.length === 0
      ? []
      : ([
          {
            kind: 'table',
            columns: [
              { title: 'Pièce', share: 0.25 },
              { title: 'Fichier', share: 0.3 },
              { title: 'Empreinte SHA-256', share: 0.45 },
            ],
            rows: files,
          },
        ] as const)),
  ];
}

function proof({ content, number, keyId, submittedAt, legalTime }: ReceiptDocument): Block[] {
  return [
    heading('Preuve du dépôt'),
    pair('Reçu signé', number),
    pair('Heure du serveur (UTC)', submittedAt),
    pair('Heure légale', `${legalTime.local} (${legalTime.zone})`),
    pair('Empreinte SHA-256 du contenu', content.sha256),
    pair('Clé de signature (Ed25519)', keyId),
    text(
      'Le reçu signé, téléchargeable avec le dossier, se vérifie hors ligne avec la clé publique ; il porte l’empreinte de chaque champ et de chaque fichier.',
    ),
  ];
}
