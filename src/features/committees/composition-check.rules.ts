// What is irregular, or left to settle, in the composition of a committee. It forbids nothing: the quorum is counted on what is.

import type { Bilingual } from '../../kernel/errors.js';
import { ONE_FOR_ALL_CAFS, holderOf, type CommitteeFacts, type SeatFacts } from './composition-facts.rules.js';
import { sizeOf, type CollegeTemplate, type CommitteeTemplate } from './templates/committee-template.rules.js';

export interface Anomaly {
  readonly code: string;
  readonly message: Bilingual;
  readonly seatIds: readonly string[];
}

const anomaly = (code: string, fr: string, en: string, seats: readonly SeatFacts[] = []): Anomaly => ({
  code,
  message: { fr, en },
  seatIds: seats.map(({ id }) => id),
});
const found = (condition: boolean, make: () => Anomaly): Anomaly[] => (condition ? [make()] : []);

/** `template`: what the committee was created from, if anything. */
export function checkComposition(facts: CommitteeFacts, template: CommitteeTemplate | undefined, now: Date): Anomaly[] {
  return [
    ...presidency(facts, template),
    ...(template === undefined ? [] : numbers(facts, template)),
    ...found(facts.settings.seats !== null && facts.settings.seats !== facts.seats.length, () =>
      anomaly(
        'seatsSetting',
        `Le réglage du comité dit ${String(facts.settings.seats)} sièges, ${facts.seats.length} sont ouverts.`,
        `The committee’s setting says ${String(facts.settings.seats)} seats, ${facts.seats.length} are open.`,
      ),
    ),
    ...holders(facts, now),
    ...(template?.colleges ?? []).flatMap((college) => largeCommune(facts, college)),
    ...cafs(facts),
    ...list(facts, now),
  ];
}

function presidency(facts: CommitteeFacts, template: CommitteeTemplate | undefined): Anomaly[] {
  const chairs = facts.seats.filter(({ role }) => role === 'PRESIDENT');
  const vices = facts.seats.filter(({ role }) => role === 'VICE_PRESIDENT');
  const expected = new Set([
    ...vices.map(({ rank }) => rank),
    ...(template?.colleges.flatMap(({ seats }) => seats.flatMap(({ rank }) => rank ?? [])) ?? []),
  ]);
  const missing = [...expected]
    .filter((rank) => !vices.some((seat) => seat.rank === rank && holderOf(seat) !== undefined))
    .sort();
  return [
    ...found(!chairs.some((seat) => holderOf(seat) !== undefined), () =>
      anomaly('noPresident', 'Le comité n’a pas de président en fonctions.', 'The committee has no president in office.', chairs),
    ),
    ...found(missing.length > 0, () =>
      anomaly(
        'vicePresidentMissing',
        `Vice-présidence à pourvoir : ${missing.join(', ')}.`,
        `Vice-presidency to be filled: ${missing.join(', ')}.`,
        vices.filter((seat) => missing.includes(seat.rank)),
      ),
    ),
  ];
}

function numbers({ seats }: CommitteeFacts, template: CommitteeTemplate): Anomaly[] {
  const inCollege = (name: string): SeatFacts[] => seats.filter(({ college }) => college === name);
  const size = sizeOf(template);
  return [
    ...found(seats.length !== size, () =>
      anomaly('size', `${seats.length} sièges ouverts, ${size} prévus.`, `${seats.length} open seats, ${size} expected.`),
    ),
    ...template.colleges.flatMap((college) =>
      // A college to be split is replaced by others as it is set.
      found(college.toBeSet !== true && inCollege(college.name).length !== college.size, () =>
        anomaly(
          'collegeSize',
          `Collège « ${college.name} » : ${inCollege(college.name).length} sièges ouverts, ${college.size} prévus.`,
          `College "${college.name}": ${inCollege(college.name).length} open seats, ${college.size} expected.`,
          inCollege(college.name),
        ),
      ),
    ),
    ...template.colleges.flatMap((college) => {
      const left = inCollege(college.name).filter(({ title }) => college.seats.some((seat) => seat.title === title));
      return found(college.toBeSet === true && left.length > 0, () =>
        anomaly('splitToBeSet', `${left.length} sièges à répartir.`, `${left.length} seats to be split.`, left),
      );
    }),
  ];
}

function holders({ seats }: CommitteeFacts, now: Date): Anomaly[] {
  const vacant = seats.filter((seat) => holderOf(seat) === undefined);
  // Nobody followed: the seat is vacant, or by the committee's rule its holder stays.
  const expired = seats.filter((seat) => {
    const { termEndsAt = null, endsAt = null } = seat.holders.at(-1) ?? {};
    return termEndsAt !== null && termEndsAt <= now && endsAt?.getTime() === termEndsAt.getTime();
  });
  return [
    ...found(vacant.length > 0, () =>
      anomaly('vacantSeats', `Sièges vacants : ${vacant.length}.`, `Vacant seats: ${vacant.length}.`, vacant),
    ),
    ...found(expired.length > 0, () =>
      anomaly('termsExpired', `Mandats arrivés à terme : ${expired.length}.`, `Terms run out: ${expired.length}.`, expired),
    ),
  ];
}

/** One mayor at least of a commune above 10,000 inhabitants; above 3,500 in a department that has none (CASF D214-3). */
function largeCommune({ seats }: CommitteeFacts, { name, largeCommune: rule }: CollegeTemplate): Anomaly[] {
  if (rule === undefined) return [];
  const college = seats.filter(({ college }) => college === name);
  const largest = Math.max(0, ...college.map((seat) => holderOf(seat)?.population ?? 0));
  if (largest > rule.above) return [];
  return largest > rule.otherwise
    ? [
        anomaly(
          'largeCommuneToCheck',
          `Aucun maire d’une commune de plus de ${rule.above} habitants : régulier seulement si le département n’en a pas.`,
          `No mayor of a commune above ${rule.above} inhabitants: regular only where the department has none.`,
          college,
        ),
      ]
    : [
        anomaly(
          'noLargeCommune',
          `Aucun maire d’une commune de plus de ${rule.above} habitants (à défaut, de plus de ${rule.otherwise}).`,
          `No mayor of a commune above ${rule.above} inhabitants (failing that, above ${rule.otherwise}).`,
          college,
        ),
      ];
}

/** One president for all the Cafs (CASF D214-3): a Caf registered since may be represented by nobody. */
function cafs(facts: CommitteeFacts): Anomaly[] {
  const seat = facts.seats.find(({ rule }) => rule === ONE_FOR_ALL_CAFS);
  const holder = seat === undefined ? undefined : holderOf(seat);
  if (seat === undefined || holder === undefined) return [];
  const missing = facts.cafs.filter((name) => !holder.represents.includes(name));
  return found(missing.length > 0, () =>
    anomaly(
      'cafNotRepresented',
      `Caf sans représentant : ${missing.join(', ')}.`,
      `Caf without representative: ${missing.join(', ')}.`,
      [seat],
    ),
  );
}

/** Fixed by the president, and again with each renewal (CASF D214-5). */
function list({ listFixedOn, settings: { termYears } }: CommitteeFacts, now: Date): Anomaly[] {
  if (listFixedOn === null) {
    return [anomaly('listNotFixed', 'Le président n’a pas encore fixé la liste.', 'The president has not fixed the list yet.')];
  }
  const until = new Date(listFixedOn);
  until.setUTCFullYear(until.getUTCFullYear() + termYears);
  return found(until <= now, () =>
    anomaly(
      'listOutdated',
      `La liste du ${listFixedOn} a plus de ${termYears} ans.`,
      `The list of ${listFixedOn} is more than ${termYears} years old.`,
    ),
  );
}
