import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind } from '../act.js';
import type { Draw } from '../draw.js';
import { computeOnReport } from '../model/balances.js';
import { awardOf, daysFrom, dossierOf, today, type Dossier, type Model } from '../model/model.js';
import { projectEnds } from '../model/days.js';
import type { Report, Written } from '../model/later-life.js';
import { acceptReport, awaitedAfterReturn, withHolder } from '../model/reports.js';
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

/** The whole report: the staff cost what it did, and other State or Family branch money came in or not. */
function contentOf(model: Model, year: number, { spent, other }: Written): object {
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
      { side: 'EXPENSE', nature: 'STAFF', label: 'Équipe', cents: Number(spent) },
      { side: 'INCOME', family: 'OWN', label: 'Fonds propres', cents: 300_000 },
      ...(other > 0n ? [{ side: 'INCOME', family: 'FAMILY_BRANCH', label: 'Prestation de service', cents: Number(other) }] : []),
      ...model.funders.map(({ code }) => ({ side: 'INCOME', funderCode: code, label: code, cents: 200_000 })),
    ],
  };
}

/** What is written, or set aside of what was. */
interface Input extends Written {
  readonly setAside: bigint;
}
/** A fifth of what was planned to a little more than all of it: what was advanced is then often too much. */
function written(draw: Draw, { dossier, report }: Found): Input {
  const planned = awardOf(dossier)!.plan.find(({ year }) => year === report.year)!.cents;
  const spent = (planned * BigInt(20 + draw.below(90))) / 100n;
  return { spent, other: draw.chance(20) ? (spent * BigInt(5 + draw.below(25))) / 100n : 0n, setAside: 0n };
}
const NOTHING: Input = { spent: 0n, other: 0n, setAside: 0n };

interface ReportKind {
  readonly event: 'edit' | 'submit' | 'return' | 'accept';
  readonly name: string;
  readonly weight: number;
  readonly ripe: (model: Model, found: Found) => boolean;
  readonly from: readonly string[];
  input?(draw: Draw, found: Found): Input;
  body(model: Model, year: number, input: Input): object;
  unmet?(model: Model, found: Found, input: Input): (string | false)[];
  apply(model: Model, found: Found, input: Input): void;
}

const yearOver = (model: Model, { dossier, report }: Found): boolean =>
  today(model) > `${report.year}-12-31` || today(model) > projectEnds(dossier);

const KINDS: readonly ReportKind[] = [
  {
    event: 'edit',
    name: 'write a report',
    weight: 5,
    ripe: (model, found) => withHolder(found.report) && found.report.written === null && yearOver(model, found),
    from: ['DRAFT', 'RETURNED'],
    input: written,
    body: contentOf,
    apply: (_, { report }, { spent, other }) => {
      // What changes nothing is no new version.
      if (report.written?.spent !== spent || report.written.other !== other) report.version += 1;
      report.written = { spent, other };
    },
  },
  {
    event: 'submit',
    name: 'submit a report',
    weight: 5,
    ripe: (model, found) => withHolder(found.report) && found.report.written !== null && yearOver(model, found),
    from: ['DRAFT', 'RETURNED'],
    body: () => ({}),
    unmet: (model, found) => [
      !yearOver(model, found) && 'yearOver',
      found.report.written === null && 'figuresGiven',
      found.report.written === null && 'reportComplete',
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
    input: (draw, { report: { written: own } }) => ({
      ...NOTHING,
      setAside:
        own === null || draw.chance(75) ? 0n : draw.chance(20) ? own.spent + 1n : (own.spent * BigInt(1 + draw.below(20))) / 100n,
    }),
    body: (_, __, { setAside }) =>
      setAside === 0n ? {} : { setAside: [{ position: 1, cents: Number(setAside), reasons: 'Hors du projet' }] },
    unmet: (_, { report }, { setAside }) => [setAside > (report.written?.spent ?? 0n) && 'setAsideWithinCost'],
    apply: (model, { dossier, report }, { setAside }) => {
      acceptReport(model, dossier, report, setAside);
      computeOnReport(model, dossier);
    },
  },
];

function commandOf({
  event,
  name,
  weight,
  ripe,
  from,
  input: inputOf = () => NOTHING,
  body,
  unmet = () => [],
  apply,
}: ReportKind): Kind {
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
      const input = inputOf(draw, found);
      const own = (now: Model): Found => ({ dossier: dossierOf(now, number), report: reportIn(now, number, year) });
      return {
        kind: name,
        about: `${year} of dossier ${number} by ${by.name}`,
        by,
        ...(event === 'edit' ? { method: 'PATCH', path: `/v1/reports/${id}` } : { path: `/v1/reports/${id}/${event}` }),
        body: body(model, year, input),
        ifMatch: version,
        dossiers: [number],
        locks: lockOf.award(model, found.dossier, event === 'accept'),
        judge(now) {
          const { dossier, report } = own(now);
          return verdictOn({
            person: by,
            roles: ofHolder ? HOLDER : EXAMINERS,
            sees: seesReport(by, dossier),
            may: ofHolder ? represents(by, dossier) : actsIn(by, dossier, ...EXAMINERS),
            version: [version, report.version],
            from: from.includes(report.state),
            unmet: unmet(now, { dossier, report }, input),
          });
        },
        apply: (now) => apply(now, own(now), input),
      };
    },
  };
}

export const reportKinds: readonly Kind[] = KINDS.map(commandOf);
