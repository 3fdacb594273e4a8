import type { ReportContent, ReportLine } from '../../src/features/reports/report-content.js';
import { canonicalJson, sha256Hex } from '../../src/kernel/canonical.js';
import type { TestActor, TestApp } from './app.js';

interface Row {
  readonly side: ReportLine['side'];
  readonly nature: string | null;
  readonly family: string | null;
  readonly funderCode: string | null;
  readonly label: string;
  readonly planned: { readonly cents: number };
}
export interface ReportPage {
  readonly id: string;
  readonly version: number;
  readonly table: readonly Row[];
}

/** Id of the report of a year, written by the notification of a share. */
export async function reportIdOf(app: TestApp, awardId: string, year: number): Promise<string> {
  return (await app.database.read.report.findUniqueOrThrow({ where: { awardId_year: { awardId, year } } })).id;
}

/** The planned lines as lines, each realised as planned unless `realised` says otherwise for its label. */
export function linesAsPlanned(table: readonly Row[], realised: Readonly<Record<string, number>> = {}): ReportLine[] {
  return table.map(({ side, nature, family, funderCode, label, planned }) => ({
    side,
    label,
    cents: realised[label] ?? planned.cents,
    ...(nature !== null && { nature: nature as ReportLine['nature'] }),
    ...(funderCode !== null ? { funderCode } : family !== null && { family: family as ReportLine['family'] }),
  }));
}

/** A qualitative part that may be submitted. */
export const NARRATIVE: ReportContent = {
  activities: 'La micro-crèche a ouvert, avec un espace pour les parents.',
  objectives: 'Vingt-deux enfants accueillis pour vingt-quatre prévus.',
  beneficiaries: [{ label: 'Enfants de moins de trois ans', count: 22 }],
  places: ['Lézignan-Corbières'],
  startedOn: '2023-10-02',
  endedOn: '2023-12-31',
  accurate: true,
};

/** Submitted whatever the day, written directly: nothing of it is judged. */
export async function makeSubmittedReport(app: TestApp, awardId: string, by: string): Promise<string> {
  const { id } = await app.database.read.report.findFirstOrThrow({ where: { awardId }, orderBy: { year: 'asc' } });
  const now = app.clock.now();
  const content = { content: NARRATIVE, table: [] } as object;
  await app.database.transaction(async ({ db }) => {
    const version = { reportId: id, number: 1, content, hash: sha256Hex(canonicalJson(content)) };
    await db.reportVersion.create({ data: { ...version, submittedAt: now, submittedBy: by } });
    await db.report.update({
      where: { id },
      data: { state: 'SUBMITTED', version: 2, submittedVersion: 1, submittedAt: now, updatedAt: now },
    });
  });
  return id;
}

interface MakeReport {
  readonly holder?: TestActor;
  readonly examiner?: TestActor;
  readonly content?: ReportContent;
}

/** Written and submitted over HTTP, every figure as planned unless given. The clock must be past the end of the year. */
export async function submittedReport(
  app: TestApp,
  awardId: string,
  year: number,
  { holder, content }: MakeReport = {},
): Promise<ReportPage> {
  const { organisationId } = await app.database.read.award.findUniqueOrThrow({ where: { id: awardId } });
  const by = holder ?? (await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId }));
  const url = `/v1/reports/${await reportIdOf(app, awardId, year)}`;
  const { body: draft } = await app.get<ReportPage>(url, by);
  const body = { ...NARRATIVE, lines: linesAsPlanned(draft.table), ...content };
  const saved = await app.patch<ReportPage>(url, by, { ifMatch: draft.version, body });
  const submitted = await app.post<ReportPage>(`${url}/submit`, by, { ifMatch: saved.body.version, body: {} });
  if (submitted.status !== 200)
    throw new Error(`report submitted: ${saved.status} ${submitted.status} ${JSON.stringify(submitted.body)}`);
  return submitted.body;
}

/** The same, accepted by an examiner of the department. */
export async function acceptedReport(app: TestApp, awardId: string, year: number, options: MakeReport = {}): Promise<ReportPage> {
  const { department } = await app.database.read.award.findUniqueOrThrow({ where: { id: awardId } });
  const { id, version } = await submittedReport(app, awardId, year, options);
  const examiner = options.examiner ?? (await app.actor({ role: 'DDETS_INSTRUCTOR', territory: `DEP-${department}` }));
  const accepted = await app.post<ReportPage>(`/v1/reports/${id}/accept`, examiner, { ifMatch: version, body: {} });
  if (accepted.status !== 200) throw new Error(`report accepted: ${accepted.status} ${JSON.stringify(accepted.body)}`);
  return accepted.body;
}
