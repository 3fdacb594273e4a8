import type { CallSettings } from '../../src/features/calls/call-settings.js';
import type { CallFunder, CallState } from '../../src/features/calls/call-facts.js';
import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { canonicalJson, sha256Hex } from '../../src/kernel/canonical.js';
import { newId } from '../../src/kernel/ids.js';
import { deadlineInstant, instantOf } from '../../src/kernel/legal-time.js';
import { departmentsOf } from '../../src/kernel/territory.js';
import type { TestApp } from './app.js';

export interface MakeCall {
  /** OPEN unless given. */
  readonly state?: CallState;
  readonly region?: string;
  /** All those of the region unless given. */
  readonly departments?: readonly string[];
  readonly opensLocal?: string;
  readonly deadlineLocal?: string;
  readonly timeZone?: string;
  /** Of each funder and year; 400 000 € unless given. */
  readonly envelopeCents?: bigint | number;
  /** Replaces parts of the FIPE 2023 settings. */
  readonly settings?: Partial<CallSettings>;
  readonly years?: readonly number[];
  /** State and Cnaf, half each, unless given. */
  readonly funders?: readonly CallFunder[];
  readonly title?: string;
  readonly edition?: number;
}

export interface MadeCall {
  readonly id: string;
  readonly state: CallState;
  readonly region: string;
  readonly departments: readonly string[];
  readonly opensAt: Date;
  readonly deadlineAt: Date;
  readonly timeZone: string;
  readonly budgetYears: readonly number[];
  readonly settings: CallSettings;
  readonly funders: readonly CallFunder[];
  readonly specVersion: number;
  readonly version: number;
}

export const FUNDERS: readonly CallFunder[] = [
  { code: 'STATE', name: 'État', family: 'STATE', position: 0, weight: 1, officerRole: 'STATE_OFFICER' },
  { code: 'CNAF', name: 'Cnaf', family: 'FAMILY_BRANCH', position: 1, weight: 1, officerRole: 'CNAF_OFFICER' },
];

/** A call in any state, written directly: one envelope for each funder and each year. */
export async function makeCall(app: TestApp, options: MakeCall = {}): Promise<MadeCall> {
  const { state = 'OPEN', region = '76', timeZone = 'Europe/Paris', years = [2023, 2024, 2025], edition = 2023 } = options;
  const { opensLocal = '2023-06-09T00:00', deadlineLocal = '2023-08-31T23:59', envelopeCents = 40_000_000n } = options;
  const { title = 'Fonds d’innovation pour la petite enfance', funders = FUNDERS } = options;
  const departments = [...(options.departments ?? departmentsOf(region))];
  const settings: CallSettings = { ...FIPE_2023, documentsByUpload: false, ...options.settings };
  const opensAt = instantOf(opensLocal, timeZone);
  const deadlineAt = deadlineInstant(deadlineLocal, timeZone);
  const id = newId();
  const createdBy = newId();
  const text = 'Faire émerger des territoires accélérateurs du service public de la petite enfance.';
  const db = app.database.read;
  const specVersion = state === 'DRAFT' ? 0 : 1;
  const amount = BigInt(envelopeCents);

  // A draft first: the funders of a published call are fixed.
  await db.call.create({
    data: {
      id,
      title,
      edition,
      text,
      rulesVersion: 'fipe-2023',
      region,
      departments,
      timeZone,
      opensLocal,
      deadlineLocal,
      opensAt,
      deadlineAt,
      budgetYears: [...years],
      settings: JSON.parse(JSON.stringify(settings)) as object,
      state: 'DRAFT',
      createdBy,
      createdAt: app.clock.now(),
    },
  });
  await db.callFunder.createMany({ data: funders.map((funder) => ({ callId: id, ...funder })) });
  await db.envelope.createMany({
    data: funders.flatMap(({ code }) =>
      years.map((year) => ({ id: newId(), callId: id, funderCode: code, year, amountCents: amount })),
    ),
  });
  if (state !== 'DRAFT') {
    const content = {
      title,
      edition,
      text,
      region,
      departments,
      timeZone,
      opensLocal,
      deadlineLocal,
      settings,
      funders,
    };
    const canonical = canonicalJson({ ...content, rulesVersion: 'fipe-2023', opensAt, deadlineAt, budgetYears: years });
    await db.callSpecification.create({
      data: {
        callId: id,
        number: 1,
        content: JSON.parse(canonical) as object,
        hash: sha256Hex(canonical),
        frozenAt: app.clock.now(),
        frozenBy: createdBy,
      },
    });
    await db.call.update({ where: { id }, data: { state, specVersion, publishedAt: app.clock.now() } });
  }
  return {
    id,
    state,
    region,
    departments,
    opensAt,
    deadlineAt,
    timeZone,
    budgetYears: years,
    settings,
    funders,
    specVersion,
    version: 1,
  };
}
