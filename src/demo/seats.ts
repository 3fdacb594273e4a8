// The seats of the shipped template that the demo fills, by the titles that the template gives them.

export interface FilledSeat {
  readonly title: string;
  /** In which the person sits. */
  readonly capacity: string;
  /** Assembly or organisation, where the template names none. */
  readonly body?: string;
  /** Inhabitants of the mayor's commune. */
  readonly population?: number;
  /** The holder represents every Caf of the department (CASF D214-3). */
  readonly representsCafs?: true;
}

export const PRESIDENT_SEAT: FilledSeat = {
  title: 'Préfet du département ou son représentant',
  capacity: 'préfet ou son représentant',
};

/**
 * With the president, eight of the 41 seats: each vice-presidency and one seat of each college that the story needs. An account costs two
 * Argon2 hashes and a login: 41 people in thirteen departments would be half a minute of hashing and show nothing more. The other seats stay
 * vacant, and the committee's own rules say whether they are in the base of the quorum.
 */
const CORE: readonly FilledSeat[] = [
  { title: 'Maire ou président d’EPCI', capacity: 'maire', body: 'Conseil municipal', population: 12_000 },
  {
    title: 'Maire, adjoint au maire ou président d’EPCI désigné par l’association des maires',
    capacity: 'adjointe au maire',
    body: 'Conseil municipal',
  },
  { title: 'Président du conseil départemental, ou conseiller qu’il désigne', capacity: 'conseillère départementale' },
  {
    title: 'Président du conseil d’administration de la Caf, ou administrateur',
    capacity: 'administratrice de la Caf',
    body: 'Conseil d’administration de la Caf',
    representsCafs: true,
  },
  { title: 'Médecin responsable de la PMI', capacity: 'médecin de PMI' },
  {
    title: 'Représentant d’une association ou d’un gestionnaire',
    capacity: 'directeur d’association',
    body: 'Association gestionnaire',
  },
  { title: 'Président de l’UDAF ou son représentant', capacity: 'présidente de l’UDAF' },
];

/** Up to 21 of 41, half at least: what the quorum asks where vacant seats are in its base, as they are unless the committee says otherwise. */
const MORE: readonly FilledSeat[] = [
  { title: 'Maire ou président d’EPCI', capacity: 'présidente d’EPCI', body: 'Conseil communautaire' },
  { title: 'Maire ou président d’EPCI', capacity: 'maire rural', body: 'Conseil municipal', population: 900 },
  { title: 'Directeur de la MDPH', capacity: 'directrice de la MDPH' },
  { title: 'Représentant des services du département', capacity: 'directeur de l’enfance' },
  { title: 'Représentant des services du département', capacity: 'cheffe du service petite enfance' },
  { title: 'Directeur chargé de la formation', capacity: 'directeur de la formation' },
  { title: 'Directeur chargé de la cohésion sociale', capacity: 'directrice de la DDETS' },
  { title: 'Directeur académique des services de l’éducation nationale', capacity: 'directeur académique' },
  { title: 'Délégué départemental de l’ARS', capacity: 'déléguée de l’ARS' },
  { title: 'Administrateur de la MSA', capacity: 'administrateur de la MSA' },
  { title: 'Représentant des services, désigné par le directeur', capacity: 'conseillère technique', body: 'Caf' },
  { title: 'Représentant des services, désigné par le directeur', capacity: 'conseiller thématique', body: 'MSA' },
  {
    title: 'Représentant d’une association ou d’un gestionnaire',
    capacity: 'présidente d’association',
    body: 'Association de parents',
  },
];

/** Its committee counts its vacant seats: as the law reads by default, 21 members of 41 are needed. */
export const EVERY_SEAT_COUNTS = '31';

export const seatsFilledIn = (department: string): readonly FilledSeat[] =>
  department === EVERY_SEAT_COUNTS ? [...CORE, ...MORE] : CORE;
