import type { ApplicationContent, YearAmount } from '../../src/features/applications/application-content.js';
import type { ApplicationState } from '../../src/features/applications/application-facts.js';
import { splitYears, totalOfYears } from '../../src/features/applications/budget.rules.js';
import type { Completion, CompletionItem } from '../../src/features/applications/completion-content.js';
import { SubmissionProofs } from '../../src/features/applications/submission-proof.reactions.js';
import { canonicalJson, sha256Hex } from '../../src/kernel/canonical.js';
import { newId } from '../../src/kernel/ids.js';
import { deadlineInstant } from '../../src/kernel/legal-time.js';
import type { TestActor, TestApp } from './app.js';
import type { MadeCall } from './calls.js';

export interface MadeOrganisation {
  readonly id: string;
  readonly name: string;
  readonly holderType: string;
  readonly department: string;
}

let serial = 0;

export async function makeOrganisation(app: TestApp, overrides: Partial<MadeOrganisation> = {}): Promise<MadeOrganisation> {
  const { id = newId(), holderType = 'COMMUNE', department = '31' } = overrides;
  serial += 1;
  // Random beside serial: several spec processes never share a database, but one spec may make many. The checksum is not the table's.
  const siret = `9${String(Date.now()).slice(-7)}${String(serial).padStart(6, '0')}`;
  const name = overrides.name ?? `Commune d’essai ${serial}`;
  await app.database.read.organisation.create({
    data: { id, siret, name, holderType, department, createdAt: app.clock.now() },
  });
  return { id, name, holderType, department };
}

export interface MakeContent {
  readonly years?: readonly YearAmount[];
  /** Percentage of the cost asked of the call's funders; 70 unless given. */
  readonly sharePercent?: number;
}

/** A content that meets every rule of the FIPE 2023 settings: balanced each year, own money beside what is asked. */
export function makeContent(call: Pick<MadeCall, 'budgetYears' | 'settings'>, options: MakeContent = {}): ApplicationContent {
  const years = options.years ?? call.budgetYears.map((year) => ({ year, cents: 5_600_000 }));
  const first = Math.min(...years.map(({ year }) => year));
  const lines = years.flatMap(({ year, cents }) => {
    const cost = Math.ceil((cents * 100) / (options.sharePercent ?? 70));
    return [
      { side: 'EXPENSE' as const, nature: 'STAFF' as const, year, label: 'Équipe', cents: cost },
      { side: 'INCOME' as const, family: 'OWN' as const, year, label: 'Fonds propres', cents: cost - cents },
    ];
  });
  return {
    place: 'Lézignan-Corbières',
    summary: 'Une micro-crèche dans une ancienne gare, avec un espace intergénérationnel.',
    axes: call.settings.axes.slice(0, 1).map(({ code }) => code),
    targetPublic: 'Enfants de moins de trois ans et leurs parents',
    startsOn: `${first}-10-01`,
    endsOn: `${first + 3}-09-30`,
    requestedYears: years,
    budget: { lines },
    documents: call.settings.requiredDocuments.map(({ code }) => ({ code, provided: 'ATTACHED' as const })),
    declarations: { accurate: true, republicanContract: true, obligationsMet: true },
  };
}

export interface MakeCompletion {
  /** A missing essential document asked by the Caf, whatever an item leaves out. */
  readonly items?: readonly (Partial<CompletionItem> & Pick<CompletionItem, 'code'>)[];
  /** Two weeks from now unless given. */
  readonly dueOn?: string;
  readonly dueAt?: string;
  readonly askedAt?: string;
  readonly askedBy?: string;
  readonly remindedAt?: string;
  readonly answeredAt?: string;
}

/** The column of a round, from what a spec says of it. */
function completionOf({ items = [], ...given }: MakeCompletion, call: MadeCall, now: Date): Completion {
  const askedAt = given.askedAt ?? now.toISOString();
  const dueOn = given.dueOn ?? new Date(now.getTime() + 14 * 86_400_000).toISOString().slice(0, 10);
  const dueAt = given.dueAt ?? deadlineInstant(`${dueOn}T23:59`, call.timeZone).toISOString();
  const usual = { kind: 'DOCUMENT', defect: 'MISSING', essential: true, agency: 'CAF', askedAt, dueAt } as const;
  return {
    askedBy: newId(),
    ...given,
    round: 1,
    roundId: newId(),
    dueOn,
    dueAt,
    askedAt,
    items: items.map((item) => ({ ...usual, id: newId(), label: item.code, ...item })),
  };
}

/** The same in the tables of history, but for answers and settlements: those come with the acts. */
async function recordRound(app: TestApp, applicationId: string, completion: Completion): Promise<void> {
  const db = app.database.read;
  const { roundId: id, round: number, askedAt, askedBy, items } = completion;
  await db.completionRound.create({ data: { id, applicationId, number, askedVersion: 1, askedAt, askedBy } });
  await db.completionItem.createMany({
    data: items.map(({ id: itemId, code, label, kind, defect, essential, agency, askedAt: at, dueAt }, index) => ({
      ...{ id: itemId, code, label, kind, defect, essential, agency, askedAt: at, dueAt },
      roundId: id,
      position: index + 1,
      askedBy,
    })),
  });
  await db.completionEvent.create({
    data: { roundId: id, version: 1, kind: 'ASKED', submittedVersion: 1, at: askedAt, by: askedBy },
  });
}

export interface MakeApplication {
  readonly call: MadeCall;
  readonly organisation?: MadeOrganisation;
  /** First department of the call unless given. */
  readonly department?: string;
  /** SUBMITTED unless given. */
  readonly state?: ApplicationState;
  readonly years?: readonly YearAmount[];
  readonly content?: ApplicationContent;
  /** Columns that a state needs beside it (completion, ineligibility, committeeOpinion, reserveRank…); JSON ones as plain values. */
  readonly columns?: Record<string, unknown>;
  /** Round of completion in progress, with its rows; also what `columns.completion` stands for, whatever it leaves out. */
  readonly completion?: MakeCompletion;
  readonly title?: string;
  /** False: a WITHDRAWN draft, never submitted. True by default for every state but DRAFT. */
  readonly submitted?: boolean;
}

export interface MadeApplication {
  readonly id: string;
  readonly number: string | null;
  readonly state: ApplicationState;
  readonly callId: string;
  readonly organisationId: string;
  readonly department: string;
  readonly version: number;
  readonly content: ApplicationContent;
  readonly years: readonly YearAmount[];
  /** Items of the round in progress, in the order given. */
  readonly itemIds: readonly string[];
}

const NEGATIVE: readonly ApplicationState[] = ['REFUSED', 'DISMISSED', 'INELIGIBLE', 'LATE'];
const OPINIONS: Readonly<Partial<Record<ApplicationState, string>>> = {
  COMMITTEE_FAVOURABLE: 'FAVOURABLE',
  COMMITTEE_RESERVED: 'WITH_RESERVES',
  COMMITTEE_UNFAVOURABLE: 'UNFAVOURABLE',
};

/**
 * A dossier in any state, written directly: number, frozen version 1 and REQUESTED amounts once submitted, DECIDED ones when SHORTLISTED
 * or AWARDED (the envelopes and the award are the caller's business).
 */
export async function makeApplication(app: TestApp, options: MakeApplication): Promise<MadeApplication> {
  const { call, state = 'SUBMITTED', title = 'Requalification d’une gare en micro-crèche' } = options;
  const department = options.department ?? call.departments[0] ?? '31';
  const organisation = options.organisation ?? (await makeOrganisation(app, { department }));
  const content = options.content ?? makeContent(call, { years: options.years });
  const years = content.requestedYears ?? [];
  const submitted = options.submitted ?? state !== 'DRAFT';
  const db = app.database.read;
  const now = app.clock.now();
  const id = newId();
  const createdBy = newId();
  const asked = options.completion ?? (options.columns?.completion as MakeCompletion | undefined);
  const completion = asked === undefined ? undefined : completionOf(asked, call, now);
  serial += 1;
  const number = submitted ? `2023-${department}-9${String(serial).padStart(4, '0')}` : null;
  await db.application.create({
    data: {
      id,
      number,
      callId: call.id,
      organisationId: organisation.id,
      department,
      title,
      state,
      stateSince: now,
      content: JSON.parse(JSON.stringify(content)) as object,
      requestedCents: totalOfYears(years),
      submittedVersion: submitted ? 1 : 0,
      submittedAt: submitted ? now : null,
      createdBy,
      createdAt: now,
      updatedAt: now,
      // A spec may make many drafts of one holder.
      anotherProject: true,
      drafts: {
        create: {
          version: 1,
          title,
          content: JSON.parse(JSON.stringify(content)) as object,
          savedAt: now,
          savedBy: createdBy,
          changed: [],
        },
      },
      ...(OPINIONS[state] !== undefined && { committeeOpinion: OPINIONS[state] }),
      ...(state === 'RESERVE' && { reserveRank: serial, reserveExpiresAt: new Date('2030-12-31T22:59:59.999Z') }),
      ...(NEGATIVE.includes(state) && {
        refusal: {
          reasons: 'Motif d’essai',
          appeal: 'Recours d’essai',
          author: createdBy,
          capacity: 'essai',
          date: now.toISOString(),
        },
      }),
      ...options.columns,
      ...(completion !== undefined && { completion: JSON.parse(JSON.stringify(completion)) as object }),
    },
  });
  if (completion !== undefined) await recordRound(app, id, completion);
  if (submitted) {
    const frozen = {
      ...content,
      applicationId: id,
      callId: call.id,
      callSpec: call.specVersion,
      organisationId: organisation.id,
      department,
      title,
      version: 1,
    };
    const text = canonicalJson(frozen);
    await db.applicationVersion.create({
      data: {
        applicationId: id,
        number: 1,
        receiptNumber: `R-${String(number)}-1`,
        content: JSON.parse(text) as object,
        hash: sha256Hex(text),
        late: state === 'LATE',
        submittedAt: now,
        submittedBy: createdBy,
        callSpec: call.specVersion,
      },
    });
    const stages =
      state === 'SHORTLISTED' || state === 'AWARDED' ? (['REQUESTED', 'DECIDED'] as const) : (['REQUESTED'] as const);
    await db.applicationAmount.createMany({
      data: stages.flatMap((stage) =>
        splitYears(years, call.funders).map((share) => ({
          applicationId: id,
          stage,
          revision: 1,
          recordedAt: now,
          recordedBy: createdBy,
          ...share,
        })),
      ),
    });
  }
  return {
    id,
    number,
    state,
    callId: call.id,
    organisationId: organisation.id,
    department,
    version: 1,
    content,
    years,
    itemIds: completion?.items.map((item) => item.id) ?? [],
  };
}

/** Receipt and acknowledgement of a dossier that was written directly, as its submission would have made them; returns the number. */
export async function issueProof(app: TestApp, applicationId: string): Promise<string> {
  await app.database.transaction((tx) => app.app.get(SubmissionProofs).issue(tx, applicationId, 'SUBMISSION'));
  const { number } = await app.database.read.receipt.findFirstOrThrow({ where: { applicationId }, select: { number: true } });
  return number;
}

/** The person has an interest in the dossier, and said so. */
export async function declareInterest(app: TestApp, applicationId: string, { personId }: TestActor): Promise<void> {
  await app.database.read.interest.create({
    data: { applicationId, personId, reason: 'Proche', declaredAt: app.clock.now(), declaredBy: personId },
  });
}
