// The call of 2023 in Occitanie, step by step, each by the right person with their own token.

import type { Budget, BudgetLine } from '../features/applications/application-content.js';
import type { RequiredDocument } from '../features/calls/call-settings.js';
import { applicationAt, APPLICATIONS, callAt, CALLS, documentsOf, TEMPLATE_OF_2023 } from './addresses.js';
import { accepted, refusal, type Person, type Problem, type Reply } from './client.js';
import { holderTypeOf, type Dataset, type DatasetApplication } from './dataset.js';
import { centsOf, only, yearsOf, type Calendar, type Dossier } from './dossier.js';
import { PUBLISHERS } from './open-data.js';
import { paper } from './paper.js';
import type { World } from './world.js';

const AXES: Readonly<Record<string, string>> = {
  quality: 'QUALITY',
  diversification: 'DIVERSIFICATION',
  family_information: 'FAMILY_INFORMATION',
  individual_childcare: 'INDIVIDUAL_CHILDCARE',
};

/** What this call asks beside the programme's own fields: the last question only of those who open at unusual hours. */
const QUESTIONS = [
  { code: 'PLACES', label: 'Places créées', type: 'NUMBER', integer: true, min: 0, required: true },
  {
    code: 'UNUSUAL_HOURS',
    label: 'Accueil en horaires atypiques',
    type: 'CHOICE',
    required: true,
    choices: [
      { code: 'YES', label: 'Oui' },
      { code: 'NO', label: 'Non' },
    ],
  },
  {
    code: 'HOURS',
    label: 'Horaires proposés',
    type: 'TEXT',
    required: true,
    maxLength: 200,
    showIf: { question: 'UNUSUAL_HOURS', equals: 'YES' },
  },
];

export async function publishCall(world: World, dataset: Dataset, calendar: Calendar): Promise<string> {
  const { call } = dataset;
  calendar.goTo('2023-06-01T08:00:00Z');
  const template = await world.manager.get(TEMPLATE_OF_2023);
  const settings = { ...template.settings, questions: QUESTIONS };
  const funders = Object.entries(call.split).map(([code, weight]) => ({
    code,
    weight,
    name: code === 'STATE' ? 'État' : 'Caisse nationale des allocations familiales',
    family: code === 'STATE' ? 'STATE' : 'FAMILY_BRANCH',
    officerRole: code === 'STATE' ? 'STATE_OFFICER' : 'CNAF_OFFICER',
  }));
  const envelopes = call.years.flatMap((year) =>
    Object.entries(call.illustrativeEnvelopeEurosPerYear).map(([funderCode, euros]) => ({
      funderCode,
      year,
      cents: centsOf(euros),
    })),
  );
  const { id } = await world.manager.post(CALLS, {
    title: call.title,
    edition: call.edition,
    text: 'Faire émerger des territoires accélérateurs du service public de la petite enfance.',
    region: call.region,
    departments: call.departments.map(({ code }) => code),
    timeZone: call.timeZone,
    opensLocal: `${call.opens}T00:00:00`,
    deadlineLocal: call.deadline,
    budgetYears: call.years,
    funders,
    envelopes,
    settings: {
      ...settings,
      openData: { funders: PUBLISHERS },
      maxPublicSharePercent: call.maxPublicSharePercent,
      maxMonths: call.maxMonths,
    },
  });
  await world.manager.act(callAt(id), 'publish');
  return id;
}

/** Only amounts that the dataset gives; the rest of the cost is the holder's own money. */
export function budgetOf(data: DatasetApplication): Budget & { readonly lines: readonly BudgetLine[] } {
  const years = yearsOf(data);
  const totalCost = centsOf(data.illustrative.totalCostEuros);
  const lines = years.flatMap(({ year, cents }, index): BudgetLine[] => {
    const cost = Math.floor(totalCost / years.length) + (index < totalCost % years.length ? 1 : 0);
    return [
      { side: 'EXPENSE', nature: 'OPERATING', year, label: 'Fonctionnement du projet', cents: cost },
      { side: 'INCOME', family: 'OWN', year, label: 'Fonds propres du porteur', cents: cost - cents },
    ];
  });
  return { lines };
}

/** The dossier as the holder's editor types it. */
function contentOf(data: DatasetApplication): object {
  const type = holderTypeOf(data);
  return {
    ...(data.place !== null && { place: data.place }),
    summary: data.title,
    axes: [AXES[data.axis ?? ''] ?? 'DIVERSIFICATION'],
    targetPublic: 'Enfants de moins de trois ans et leurs familles',
    beneficiaries: 60,
    startsOn: '2023-12-01',
    endsOn: '2026-11-30',
    requestedYears: yearsOf(data),
    budget: budgetOf(data),
    answers:
      data.axis === 'diversification'
        ? { PLACES: 12, UNUSUAL_HOURS: 'YES', HOURS: 'De 5 h 30 à 22 h, samedi compris' }
        : { PLACES: 0, UNUSUAL_HOURS: 'NO' },
    declarations: { accurate: true, ...(type === 'ASSOCIATION' && { republicanContract: true }) },
  };
}

export async function draftAll(world: World, dataset: Dataset, callId: string, calendar: Calendar): Promise<Dossier[]> {
  calendar.goTo('2023-07-03T08:00:00Z');
  const { settings } = await world.manager.get(callAt(callId));
  const dossiers: Dossier[] = [];
  for (const data of dataset.applications) {
    const holder = world.holders.get(data.illustrative.siret);
    const department = world.departments.get(data.department);
    if (holder === undefined || department === undefined) throw new Error(`unknown holder or department of ${data.title}`);
    const { id } = await holder.editor.post(APPLICATIONS, {
      callId,
      organisationId: holder.organisationId,
      department: data.department,
      title: data.title,
    });
    await holder.editor.edit(applicationAt(id), contentOf(data));
    const type = holderTypeOf(data);
    const owed = settings.requiredDocuments.filter(
      ({ holderTypes }: RequiredDocument) => holderTypes.length === 0 || holderTypes.includes(type),
    );
    for (const { code, label } of owed) await holder.editor.upload(documentsOf(id), code, paper(`${label} - ${data.title}`));
    dossiers.push({ data, id, holder, department });
  }
  return dossiers;
}

/**
 * The mayor and the editor of one town have the same draft open: what each writes elsewhere is merged, what both write is shown to the
 * second, with both values.
 */
export async function writeTogether(dossiers: readonly Dossier[]): Promise<Problem> {
  const { id, holder, data } = ofChanac(dossiers);
  const at = applicationAt(id);
  const { version } = await holder.editor.get(at);
  const read = `"${version}"`;
  const write = async (person: Person, body: object): Promise<Reply<unknown>> => person.request('PATCH', at, body, read);
  accepted(await write(holder.editor, { partners: 'Département, MSA, communes voisines' }), 'the editor writes');
  accepted(await write(holder.representative, { beneficiaries: 45 }), 'the mayor writes elsewhere');
  return refusal(
    await write(holder.representative, { partners: `Partenaires de « ${data.title} »` }),
    'the mayor writes the same',
  );
}

function ofChanac(dossiers: readonly Dossier[]): Dossier {
  const found = dossiers.find(({ data }) => data.place === 'Chanac');
  if (found === undefined) throw new Error('the dossier of Chanac is missing');
  return found;
}

/** All in time but one, which is refused at midnight and five seconds, then kept as late. */
export async function submitAll(dossiers: readonly Dossier[], calendar: Calendar): Promise<Problem> {
  calendar.goTo('2023-08-31T21:30:00Z');
  for (const { data, id, holder } of dossiers) {
    if (data.outcome === 'LATE') continue;
    await holder.representative.act(applicationAt(id), 'submit');
  }
  calendar.goTo('2023-08-31T22:00:05Z');
  const late = only(dossiers, 'LATE');
  const problem = await late.holder.representative.refused(applicationAt(late.id), 'submit');
  await late.holder.representative.act(applicationAt(late.id), 'file-late');
  return problem;
}

/** Completeness: one dossier is completed on request, one never answers and is dismissed after a reminder, one holder withdraws. */
export async function checkCompleteness(dossiers: readonly Dossier[], calendar: Calendar): Promise<void> {
  calendar.goTo('2023-09-04T08:00:00Z');
  const silent = only(dossiers, 'INCOMPLETE_THEN_DISMISSED');
  const withdrawn = only(dossiers, 'WITHDRAWN');
  const completed = ofChanac(dossiers);
  for (const dossier of [silent, completed]) {
    await dossier.department.caf.act(applicationAt(dossier.id), 'declare-incomplete', {
      items: [{ code: 'BUDGET', label: 'Budget pluriannuel signé', defect: 'WRONG' }],
      dueOn: '2023-09-12',
    });
  }
  calendar.goTo('2023-09-06T08:00:00Z');
  await completed.holder.editor.edit(applicationAt(completed.id), {
    summary: `${completed.data.title} (dossier complété)`,
  });
  // The file sent is the answer: the item needs no other word.
  await completed.holder.editor.upload(documentsOf(completed.id), 'BUDGET', paper('Budget pluriannuel signe'));
  const { completion } = await completed.holder.editor.get(applicationAt(completed.id));
  const itemAt = `completion/items/${completion?.items[0]?.id ?? ''}`;
  await completed.holder.representative.act(applicationAt(completed.id), 'answer-completion');
  await completed.department.caf.act(applicationAt(completed.id), `${itemAt}/settle`, { accepted: true });
  await withdrawn.holder.representative.act(applicationAt(withdrawn.id), 'withdraw', {
    reasons: 'Le projet est repris par la commune voisine.',
  });
  for (const dossier of dossiers) {
    if (dossier === silent || dossier === withdrawn || dossier.data.outcome === 'LATE') continue;
    await dossier.department.caf.act(applicationAt(dossier.id), 'accept-completeness');
  }
  calendar.goTo('2023-09-13T08:00:00Z');
  await silent.department.caf.act(applicationAt(silent.id), 'remind');
  calendar.goTo('2023-09-15T08:00:00Z');
  await silent.department.caf.act(applicationAt(silent.id), 'dismiss', {
    reasons: 'Pièces essentielles non reçues dans le délai, malgré la relance du 13 septembre 2023.',
  });
}

/** Both agencies must find it: the first records, the second confirms. */
export async function declareIneligible(dossiers: readonly Dossier[]): Promise<void> {
  const { id, department } = only(dossiers, 'INELIGIBLE');
  const finding = {
    rule: 'PROJECT_OUT_OF_SCOPE',
    reasons: 'Une application de réservation n’est pas un projet d’accueil, d’information ou d’accompagnement des familles.',
  };
  await department.caf.act(applicationAt(id), 'find-ineligible', finding);
  await department.ddets.act(applicationAt(id), 'confirm-ineligible', { reasons: finding.reasons });
}
