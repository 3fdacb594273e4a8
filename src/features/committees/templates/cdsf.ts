// The departmental committee of family services: 41 seats (CASF D214-3, decree 2021-1644). One president, three vice-presidents and 37
// members; the sources name the holders of 27 of these and say who the ten others come from, not how many of each.
// In virtue of what each sits (`kind`) is our reading of CRPA R133-3: where the text leaves a doubt, the reading without substitute is kept.

import { ONE_FOR_ALL_CAFS } from '../composition-facts.rules.js';
import type { CollegeTemplate, CommitteeTemplate, SeatTemplate } from './committee-template.rules.js';

export const MAYORS = 'Maires et présidents d’EPCI';

const presidency = (title: string, body: string): CollegeTemplate => ({
  name: 'Présidence',
  size: 1,
  seats: [{ title, kind: 'FUNCTION', count: 1, role: 'PRESIDENT', body }],
});

const vice = (rank: number, seat: Pick<SeatTemplate, 'title' | 'kind' | 'body' | 'rule'>): SeatTemplate => ({
  ...seat,
  count: 1,
  role: 'VICE_PRESIDENT',
  rank,
});

const vicePresidency = (local: Pick<SeatTemplate, 'title' | 'body'>): CollegeTemplate => ({
  name: 'Vice-présidence',
  size: 3,
  seats: [
    vice(1, { ...local, kind: 'ELECTED' }),
    vice(2, { title: 'Maire, adjoint au maire ou président d’EPCI désigné par l’association des maires', kind: 'ELECTED' }),
    vice(3, {
      title: 'Président du conseil d’administration de la Caf, ou administrateur',
      kind: 'FUNCTION',
      rule: ONE_FOR_ALL_CAFS,
    }),
  ],
});

/** The 33 members who are not mayors: the same everywhere. */
const OTHER_COLLEGES: readonly CollegeTemplate[] = [
  {
    name: 'Services du département',
    size: 4,
    seats: [
      { title: 'Médecin responsable de la PMI', kind: 'FUNCTION', count: 1, body: 'Services du département' },
      { title: 'Directeur de la MDPH', kind: 'FUNCTION', count: 1, body: 'MDPH' },
      { title: 'Représentant des services du département', kind: 'FUNCTION', count: 2, body: 'Services du département' },
    ],
  },
  {
    name: 'Région',
    size: 1,
    seats: [{ title: 'Directeur chargé de la formation', kind: 'FUNCTION', count: 1, body: 'Services de la région' }],
  },
  {
    name: 'Services de l’État',
    size: 3,
    seats: [
      { title: 'Directeur chargé de la cohésion sociale', kind: 'FUNCTION', count: 1, body: 'DDETS' },
      { title: 'Directeur académique des services de l’éducation nationale', kind: 'FUNCTION', count: 1, body: 'DSDEN' },
      { title: 'Représentant pour la prévention de la délinquance', kind: 'FUNCTION', count: 1 },
    ],
  },
  {
    name: 'Agence régionale de santé',
    size: 1,
    seats: [{ title: 'Délégué départemental de l’ARS', kind: 'FUNCTION', count: 1, body: 'ARS' }],
  },
  {
    name: 'Autorité judiciaire',
    size: 1,
    seats: [{ title: 'Magistrat désigné par le premier président de la cour d’appel', kind: 'FUNCTION', count: 1 }],
  },
  { name: 'MSA', size: 1, seats: [{ title: 'Administrateur de la MSA', kind: 'FUNCTION', count: 1 }] },
  {
    name: 'Services des Caf et de la MSA',
    size: 4,
    seats: [{ title: 'Représentant des services, désigné par le directeur', kind: 'FUNCTION', count: 4 }],
  },
  {
    name: 'Associations et gestionnaires',
    size: 5,
    seats: [
      { title: 'Représentant du secteur public', kind: 'FUNCTION', count: 1 },
      { title: 'Représentant d’une association ou d’un gestionnaire', kind: 'FUNCTION', count: 4 },
    ],
  },
  {
    name: 'UDAF',
    size: 1,
    seats: [{ title: 'Président de l’UDAF ou son représentant', kind: 'FUNCTION', count: 1, body: 'UDAF' }],
  },
  { name: 'Parents', size: 2, seats: [{ title: 'Parent proposé par l’UDAF', kind: 'QUALIFIED', count: 2 }] },
  {
    name: 'Professionnels, particuliers employeurs, partenaires sociaux, chambres',
    size: 10,
    toBeSet: true,
    seats: [{ title: 'À répartir', kind: 'QUALIFIED', count: 10 }],
  },
];

const SPLIT_UNKNOWN = {
  fr: 'Les sources donnent dix sièges aux professionnels, particuliers employeurs, partenaires sociaux et chambres, sans leur répartition : fixez-la.',
  en: 'The sources give ten seats to professionals, private employers, social partners and chambers without their split: set it.',
};

export const CDSF: CommitteeTemplate = {
  name: 'cdsf',
  label: { fr: 'Comité départemental des services aux familles', en: 'Departmental committee of family services' },
  kind: 'CDSF',
  departments: [],
  note: SPLIT_UNKNOWN,
  members: 37,
  colleges: [
    presidency('Préfet du département ou son représentant', 'Préfecture'),
    vicePresidency({ title: 'Président du conseil départemental, ou conseiller qu’il désigne', body: 'Conseil départemental' }),
    {
      name: MAYORS,
      size: 4,
      largeCommune: { above: 10_000, otherwise: 3_500 },
      seats: [{ title: 'Maire ou président d’EPCI', kind: 'ELECTED', count: 4 }],
    },
    ...OTHER_COLLEGES,
  ],
};

/** Paris is a department and a commune: the mayor and three councillors in place of the mayors (CASF D214-3). */
export const CDSF_PARIS: CommitteeTemplate = {
  ...CDSF,
  name: 'cdsf-paris',
  label: { fr: 'Comité départemental des services aux familles de Paris', en: 'Committee of family services of Paris' },
  departments: ['75'],
  colleges: [
    presidency('Préfet ou son représentant', 'Préfecture'),
    vicePresidency({ title: 'Maire de Paris, ou conseiller qu’il désigne', body: 'Conseil de Paris' }),
    {
      name: 'Conseil de Paris',
      size: 4,
      seats: [
        { title: 'Maire de Paris', kind: 'ELECTED', count: 1, body: 'Conseil de Paris' },
        { title: 'Conseiller de Paris', kind: 'ELECTED', count: 3, body: 'Conseil de Paris' },
      ],
    },
    ...OTHER_COLLEGES,
  ],
};

/** One committee of the collectivité for both departments (CASF L214-5); its own numbers are in none of the sources at hand. */
export const COLLECTIVITE_CORSE: CommitteeTemplate = {
  ...CDSF,
  name: 'collectivite-corse',
  label: {
    fr: 'Comité des services aux familles de la collectivité de Corse',
    en: 'Committee of family services of the collectivité of Corsica',
  },
  kind: 'COLLECTIVITE',
  departments: ['2A', '2B'],
  note: {
    fr: `La composition est celle du comité départemental, à ajuster. ${SPLIT_UNKNOWN.fr}`,
    en: `The composition is that of the departmental committee, to be adjusted. ${SPLIT_UNKNOWN.en}`,
  },
  colleges: [
    presidency('Préfet de Corse ou son représentant', 'Préfecture'),
    vicePresidency({
      title: 'Président du conseil exécutif de Corse, ou conseiller qu’il désigne',
      body: 'Assemblée de Corse',
    }),
    ...CDSF.colleges.slice(2),
  ],
};

export const COMMITTEE_TEMPLATES: readonly CommitteeTemplate[] = [CDSF, CDSF_PARIS, COLLECTIVITE_CORSE];

export function committeeTemplate(name: string | null | undefined): CommitteeTemplate | undefined {
  return COMMITTEE_TEMPLATES.find((template) => template.name === name);
}
