// What must be true of the committees, of their minutes and of the jury's comparison.

import { allSessions } from './funding.js';
import type { Checks } from './report.js';
import { EVERY_SEAT_COUNTS } from './seats.js';
import type { Told } from './told.js';
import type { World } from './world.js';

export async function checkTold(checks: Checks, world: World, told: Told): Promise<void> {
  committees(checks, told);
  deliberations(checks, told);
  await minutes(checks, world, told);
  jury(checks, told);
}

function committees(checks: Checks, { committees }: Told): void {
  checks.equal('comités installés', committees.length, 13);
  for (const { department, template, composition } of committees) {
    const { seats, inOffice, quorumBase, quorumRequired, anomalies } = composition;
    const every = department.code === EVERY_SEAT_COUNTS;
    checks.equal(
      `comité ${department.code} : modèle, sièges, pourvus, base et quorum`,
      [template, seats.length, inOffice, quorumBase, quorumRequired],
      every ? ['cdsf', 41, 21, 41, 21] : ['cdsf', 41, 8, 8, 4],
    );
    // Nothing is irregular but what the demo leaves open: seats to fill, and ten whose split the sources do not give.
    checks.equal(`comité ${department.code} : composition`, anomalies.map(({ code }) => code).sort(), [
      'splitToBeSet',
      'vacantSeats',
    ]);
  }
}

function deliberations(checks: Checks, { held: { written, secret, receipts, enBloc, adjourned, second } }: Told): void {
  const { mode, participation, contributions } = written.conduct;
  checks.equal('délibération écrite close', [mode, written.state], ['WRITTEN', 'CLOSED']);
  checks.equal('participation par écrit', participation, { tookPart: 6, required: 4, valid: true });
  checks.equal('observations', contributions.length, 2);
  checks.equal('avis par écrit', results(written.items), ['FAVOURABLE', 'FAVOURABLE']);

  const { for: favour, against, cast } = secret.tally ?? {};
  checks.equal('scrutin secret', [secret.ballotMode, secret.result], ['SECRET', 'FAVOURABLE']);
  checks.equal('voix du scrutin secret', [favour, against, cast], [7, 1, 8]);
  checks.equal('bulletins secrets rattachés à un membre', secret.ballots, []);
  checks.equal('émargements qui disent le vote', receipts.filter((receipt) => 'choice' in receipt).length, 0);
  checks.equal('émargements', new Set(receipts.map(({ memberId }) => memberId)).size, 8);

  checks.equal('vote en bloc', [...new Set(results(enBloc.items))], ['FAVOURABLE']);
  checks.equal(
    'voix du vote en bloc',
    enBloc.items.map(({ ballotMode, tally }) => [ballotMode, tally?.for]),
    enBloc.items.map(() => ['SHOW_OF_HANDS', 21]),
  );
  checks.equal(
    'séance ajournée, puis seconde séance',
    [adjourned.state, second.state, second.secondOfId],
    ['ADJOURNED', 'CLOSED', adjourned.id],
  );
}

const results = (items: readonly { readonly result: string | null }[]): (string | null)[] => items.map(({ result }) => result);

async function minutes(checks: Checks, world: World, { minutes }: Told): Promise<void> {
  const sessions = await allSessions(world);
  checks.equal('séances finies', sessions.map(({ state }) => state === 'CLOSED' || state === 'ADJOURNED').includes(false), false);
  checks.equal(
    'un procès-verbal par séance',
    minutes.map(({ view }) => view.sessionId).sort(),
    sessions.map(({ id }) => id).sort(),
  );
  for (const { name, view, receivedSha256, verification } of minutes) {
    checks.equal(`procès-verbal ${name} signé`, view.state, 'SIGNED');
    checks.equal(`procès-verbal ${name} reçu entier`, receivedSha256, view.pdfSha256);
    checks.equal(`procès-verbal ${name} identique à l’octet près`, verification, {
      genuine: true,
      data: true,
      pdf: true,
      seal: true,
    });
  }
}

function jury(checks: Checks, { selected: { studied, departures } }: Told): void {
  const { open, favoured } = studied;
  for (const { run } of [open, favoured])
    checks.equal(`optimum prouvé (${run.name})`, [run.status, run.gap, run.bound], ['OPTIMAL', 0, run.objective]);
  checks.equal('le choix ne vaut pas plus que l’optimum', open.choice <= (open.run.objective ?? 0), true);
  checks.equal('le choix du jury est l’optimum des avis favorables', favoured.choice, favoured.run.objective);
  checks.equal('dossiers où il en diffère', favoured.differences.length, 0);
  checks.equal('le jury s’écarte de l’optimum de tous les dossiers', open.differences.length > 0, true);
  checks.equal('écarts sans motif', departures.filter(({ reasons = '' }) => reasons.trim() === '').length, 0);
  checks.equal(
    'écarts à la sélection de référence',
    departures.map(({ number }) => number).sort(),
    open.differences.map(({ number }) => number).sort(),
  );
}
