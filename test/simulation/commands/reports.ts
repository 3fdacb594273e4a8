import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind } from '../act.js';
import { awardOf, daysFrom, dossierOf, today, type Dossier, type Model, type Report } from '../model/model.js';
import { acceptReport, awaitedAfterReturn, projectEnds, withHolder } from '../model/reports.js';
import { actsIn, EXAMINERS, represents, seesReport } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';

const HOLDER: readonly Role[] = ['HOLDER_REPRESENTATIVE'];

interface Found {
  readonly dossier: Dossier;
  readonly report: Report;
}
const allReports = (model: Model): Found[] =>
  model.dossiers.flatMap((dossier) => (awardOf(dossier)?.reports ?? []).map((report) => ({ dossier, report })));
const reportIn = (model: Model, number: number, year: number): Report =>
  awardOf(dossierOf(model, number))!.reports.find((one) => one.year === year)!;

/** The whole report, the line of the staff apart from what was planned. */
function contentOf(model: Model, year: number): object {
  return {
    activities: 'La micro-crèche a ouvert.',
    objectives: 'Vingt-deux enfants accueillis.',
    explanations: 'Un poste est resté vacant.',
    beneficiaries: [{ label: 'Enfants', count: 22 }],
    places: ['Mende'],
    startedOn: `${year}-01-02`,
    endedOn: `${year}-12-30`,
    accurate: true,
    lines: [
      { side: 'EXPENSE', nature: 'STAFF', label: 'Équipe', cents: 1_000_000 },
      { side: 'INCOME', family: 'OWN', label: 'Fonds propres', cents: 300_000 },
      ...model.funders.map(({ code }) => ({ side: 'INCOME', funderCode: code, label: code, cents: 200_000 })),
    ],
  };
}

interface ReportKind {
  readonly event: 'edit' | 'submit' | 'return' | 'accept';
  readonly name: string;
  readonly weight: number;
  readonly ripe: (model: Model, found: Found) => boolean;
  readonly from: readonly string[];
  body(model: Model, year: number): object;
  unmet?(model: Model, found: Found): (string | false)[];
  apply(model: Model, found: Found): void;
}

const yearOver = (model: Model, { dossier, report }: Found): boolean =>
  today(model) > `${report.year}-12-31` || today(model) > projectEnds(dossier);

const KINDS: readonly ReportKind[] = [
  {
    event: 'edit',
    name: 'write a report',
    weight: 5,
    ripe: (model, found) => withHolder(found.report) && !found.report.written && yearOver(model, found),
    from: ['DRAFT', 'RETURNED'],
    body: contentOf,
    apply: (_, { report }) => {
      // What changes nothing is no new version.
      if (!report.written) report.version += 1;
      report.written = true;
    },
  },
  {
    event: 'submit',
    name: 'submit a report',
    weight: 5,
    ripe: (model, found) => withHolder(found.report) && found.report.written && yearOver(model, found),
    from: ['DRAFT', 'RETURNED'],
    body: () => ({}),
    unmet: (model, found) => [
      !yearOver(model, found) && 'yearOver',
      !found.report.written && 'figuresGiven',
      !found.report.written && 'reportComplete',
    ],
    apply: (_, { report }) => Object.assign(report, { state: 'SUBMITTED', version: report.version + 1 }),
  },
  {
    event: 'return',
    name: 'return a report',
    weight: 1,
    ripe: (_, { report }) => report.state === 'SUBMITTED',
    from: ['SUBMITTED'],
    body: (model) => ({ reasons: 'Il manque les effectifs.', completeOn: daysFrom(today(model), 20) }),
    apply: (model, { report }) =>
      Object.assign(report, {
        state: 'RETURNED',
        version: report.version + 1,
        awaitedOn: awaitedAfterReturn(report, daysFrom(today(model), 20)),
      }),
  },
  {
    event: 'accept',
    name: 'accept a report',
    weight: 6,
    ripe: (_, { report }) => report.state === 'SUBMITTED',
    from: ['SUBMITTED'],
    body: () => ({}),
    apply: (model, { dossier, report }) => acceptReport(model, dossier, report),
  },
];

function commandOf({ event, name, weight, ripe, from, body, unmet = () => [], apply }: ReportKind): Kind {
  const ofHolder = event === 'edit' || event === 'submit';
  return {
    name,
    weight,
    aim(model, people, draw): Act | undefined {
      const found = target(draw, allReports(model), (one) => ripe(model, one));
      if (found === undefined) return undefined;
      const { number, organisation } = found.dossier;
      const { id, year, version } = found.report;
      const by = ofHolder
        ? someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation)
        : someone(people, draw, draw.pick(EXAMINERS));
      const own = (now: Model): Found => ({ dossier: dossierOf(now, number), report: reportIn(now, number, year) });
      return {
        kind: name,
        about: `${year} of dossier ${number} by ${by.name}`,
        by,
        ...(event === 'edit' ? { method: 'PATCH', path: `/v1/reports/${id}` } : { path: `/v1/reports/${id}/${event}` }),
        body: body(model, year),
        ifMatch: version,
        dossiers: [number],
        locks: [
          ...(event === 'accept' ? [lockOf.envelopes(model)] : []),
          lockOf.dossier(found.dossier),
          lockOf.legs(found.dossier),
        ],
        judge(now) {
          const { dossier, report } = own(now);
          return verdictOn({
            person: by,
            roles: ofHolder ? HOLDER : EXAMINERS,
            sees: seesReport(by, dossier),
            may: ofHolder ? represents(by, dossier) : actsIn(by, dossier, ...EXAMINERS),
            version: [version, report.version],
            from: from.includes(report.state),
            unmet: unmet(now, { dossier, report }),
          });
        },
        apply: (now) => apply(now, own(now)),
      };
    },
  };
}

export const reportKinds: readonly Kind[] = KINDS.map(commandOf);
