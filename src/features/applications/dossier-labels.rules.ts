// French words of the dossier on paper.

export const NATURES: Readonly<Record<string, string>> = {
  ENGINEERING: 'Ingénierie',
  OPERATING: 'Fonctionnement',
  STAFF: 'Personnel',
  INVESTMENT: 'Investissement',
};
export const FAMILIES: Readonly<Record<string, string>> = {
  STATE: 'État',
  FAMILY_BRANCH: 'Branche Famille',
  LOCAL: 'Collectivités territoriales',
  OTHER_PUBLIC: 'Autres fonds publics',
  PRIVATE: 'Fonds privés',
  OWN: 'Fonds propres',
  FAMILIES_FEES: 'Participation des familles',
};
export const HOLDERS: Readonly<Record<string, string>> = {
  COMMUNE: 'Commune',
  EPCI: 'Établissement public de coopération intercommunale',
  CCAS: 'Centre communal d’action sociale',
  ASSOCIATION: 'Association',
  COMPANY: 'Entreprise',
  MISSION_LOCALE: 'Mission locale',
  OTHER_PUBLIC: 'Autre organisme public',
};
/** Shown in their own place, or beside the content. */
export const PLACED = new Set(
  (
    'place summary axes targetPublic beneficiaries partners startsOn endsOn requestedYears budget documents declarations ' +
    'files answers applicationId callId callSpec organisationId department title version'
  ).split(' '),
);
export const OTHER_LABELS: Readonly<Record<string, string>> = {
  diagnosis: 'Diagnostic du territoire',
  calendar: 'Calendrier',
  indicators: 'Indicateurs',
  placesCreated: 'Places créées',
  departments: 'Départements concernés',
};
