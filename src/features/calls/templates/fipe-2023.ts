// Settings of the 2023 edition of the Fonds d'innovation pour la petite enfance, to start a call from. Only a start: each call has its own.

import type { CallSettings, HolderType } from '../call-settings.js';

const LOCAL_AUTHORITIES: readonly HolderType[] = ['COMMUNE', 'EPCI', 'CCAS', 'OTHER_PUBLIC'];
const ASSOCIATIONS: readonly HolderType[] = ['ASSOCIATION', 'MISSION_LOCALE'];

export const FIPE_2023: CallSettings = {
  // "State and branche Famille together at most 80 %": call of 2023, as published by the Caf of Ardèche.
  maxPublicSharePercent: 80,
  // "Up to 3 years", same source.
  maxMonths: 36,
  // "Une part d'appui à l'investissement": the programme publishes no figure, so a call that wants a ceiling sets
  // `maxInvestmentSharePercent` itself.
  axes: [
    { code: 'QUALITY', label: 'Qualité d’accueil et qualité de vie au travail des professionnels' },
    { code: 'DIVERSIFICATION', label: 'Diversifier et développer les solutions d’accueil' },
    { code: 'FAMILY_INFORMATION', label: 'Mieux informer et accompagner les familles' },
    { code: 'INDIVIDUAL_CHILDCARE', label: 'Renouveler l’appui à l’accueil individuel' },
  ],
  holderTypes: ['COMMUNE', 'EPCI', 'CCAS', 'ASSOCIATION', 'MISSION_LOCALE', 'OTHER_PUBLIC'],
  // The programme's own list is not public: built on the CERFA 12156 form and the practice of the Caf. The SIRET certificate is not
  // asked for: the administration fetches what another one holds (CRPA L113-12).
  requiredDocuments: [
    {
      code: 'APPLICATION_FORM',
      label: 'Formulaire de candidature (projet, axes, diagnostic, public, partenaires, calendrier, indicateurs)',
      holderTypes: [],
      essential: true,
      mayFollow: false,
    },
    {
      code: 'BUDGET',
      label: 'Budget pluriannuel et plan de financement équilibré',
      holderTypes: [],
      essential: true,
      mayFollow: false,
    },
    // Missing at the award: it holds the payment, not the file (CRPA L114-5-1).
    { code: 'RIB', label: 'Relevé d’identité bancaire', holderTypes: [], essential: false, mayFollow: true },
    {
      code: 'DELIBERATION',
      label: 'Délibération approuvant le projet et son plan de financement',
      holderTypes: LOCAL_AUTHORITIES,
      essential: true,
      mayFollow: true,
    },
    {
      code: 'STATUTES',
      label: 'Statuts et liste des dirigeants (si absents du répertoire national des associations)',
      holderTypes: ASSOCIATIONS,
      essential: true,
      mayFollow: false,
    },
    {
      code: 'ACCOUNTS',
      label: 'Comptes approuvés du dernier exercice (sauf s’ils sont publiés)',
      holderTypes: ASSOCIATIONS,
      essential: false,
      mayFollow: true,
    },
    // Law 2000-321, article 10-1: no award without it.
    {
      code: 'REPUBLICAN_CONTRACT',
      label: 'Contrat d’engagement républicain signé',
      holderTypes: ASSOCIATIONS,
      essential: true,
      mayFollow: false,
    },
  ],
  grid: {
    version: 1,
    // "Chaque sous-critère rempli donnera un point"; the threshold is not public, so a call sets its own.
    criteria: [
      {
        code: 'C1',
        label: 'Caractéristique du territoire et du public cible',
        sub: [
          {
            code: 'C1.1',
            label:
              'Retard de développement qui rend pertinent l’accélération de la mise en œuvre du service public de la petite enfance',
          },
          {
            code: 'C1.2',
            label: 'Capacité du territoire à financer des services nouveaux et intensité des besoins sociaux (taux de pauvreté)',
          },
          { code: 'C1.3', label: 'Public cible et nombre de personnes potentiellement bénéficiaires du projet par an' },
        ],
      },
      {
        code: 'C2',
        label: 'Qualité du projet',
        sub: [
          { code: 'C2.1', label: 'Qualité des partenariats' },
          { code: 'C2.2', label: 'Regard pluridisciplinaire et caractère transversal du projet' },
          { code: 'C2.3', label: 'Participation à la mise en œuvre de la Charte nationale d’accueil du jeune enfant' },
          { code: 'C2.4', label: 'Accompagnement des professionnels concernés (formation…)' },
        ],
      },
      {
        code: 'C3',
        label: 'Caractère innovant et accélérateur du projet pour le déploiement',
        sub: [
          { code: 'C3.1', label: 'Pertinence du projet au regard du diagnostic des besoins du territoire' },
          { code: 'C3.2', label: 'Caractère innovant' },
          { code: 'C3.3', label: 'Potentiel accélérateur' },
        ],
      },
      {
        code: 'C4',
        label: 'Faisabilité technique et financière',
        // The programme publishes no sub-criteria here: these two are this template's, to be replaced by the call's own.
        sub: [
          { code: 'C4.1', label: 'Calendrier et moyens humains réalistes', ofTheCall: true },
          { code: 'C4.2', label: 'Plan de financement soutenable après l’aide', ofTheCall: true },
        ],
      },
    ],
    threshold: null,
  },
  documentsByUpload: true,
  committeeRequired: true,
  // CRPA L231-4 and L100-3: silence is a refusal toward associations and companies, not toward communes, EPCI or CCAS.
  silence: { appliesToPublicHolders: false },
  appeals: { clearDays: false, nextWorkingDay: true },
  // "A lower amount: new budget and written acceptance first" comes before the signature of the agreement, and nothing of the selection is
  // told before the decision (CRPA L311-2). No source gives the days: a council must be able to meet.
  reducedAmount: { acceptance: 'BEFORE_AGREEMENT', days: 30 },
  // Loi 2000-321, article 10: what an agreement says. The programme publishes no model: the sentences are this template's, without a figure
  // that no source gives, and each call writes its own.
  agreement: {
    required: 'BY_LAW',
    form: 'TRIPARTITE',
    order: 'FUNDERS_IN_ORDER',
    reminderDays: 15,
    model: { code: 'standard', version: 1 },
    terms: {
      payment:
        'Chaque financeur paie sa part de chaque année, dans les soixante jours de la notification de la présente convention ou, pour les tranches suivantes, de la remise des pièces dont leur paiement dépend.',
      use: 'La subvention est employée au seul projet décrit, dans le respect du contrat d’engagement républicain quand il est dû. Toute modification du projet, de son calendrier ou de son budget est soumise à l’accord préalable des financeurs. La subvention n’est pas reversée à un tiers.',
      control:
        'Le porteur remet le compte rendu financier dans les six mois qui suivent la fin de chaque exercice pour lequel la subvention a été attribuée, tient les pièces justificatives à disposition et permet le contrôle, sur pièces et sur place, par les financeurs.',
      evaluation:
        'Le porteur rend compte chaque année des réalisations et des indicateurs du projet. Les financeurs en font avec lui l’évaluation au terme de la convention.',
      unspent:
        'Une somme non employée, ou employée à autre chose, est reversée à chaque financeur en proportion de ce qu’il a payé.',
    },
  },
  // The programme publishes no schedule: customary model, 70 % at the notification, the balance on the yearly report, and later years once
  // the report of the year before is accepted. One funder's delay does not stop the other.
  payments: {
    schedules: [
      {
        yearOrder: 1,
        tranches: [
          { kind: 'ADVANCE', rate: 7000, conditions: [{ kind: 'SIGNATURE' }] },
          { kind: 'BALANCE', rate: 3000, conditions: [{ kind: 'REPORT', report: 'SAME' }] },
        ],
      },
      {
        tranches: [
          {
            kind: 'ADVANCE',
            rate: 7000,
            conditions: [
              { kind: 'DATE', day: '01-15' },
              { kind: 'REPORT', report: 'PREVIOUS' },
            ],
          },
          { kind: 'BALANCE', rate: 3000, conditions: [{ kind: 'REPORT', report: 'SAME' }] },
        ],
      },
    ],
    waitForOtherFunder: false,
    stateInvestmentAdvance: 3000,
    beforeBalance: 8000,
  },
  // Loi 2013-907, article 2: who has an interest abstains. Said before reading, so that nobody reads what they had to leave.
  interestDeclaration: 'BEFORE_OPENING',
  completionDays: 15,
  reminderDays: 5,
  // "31 août 2023 à 23:59": the text knows no grace.
  graceSeconds: 0,
  // CRPA R112-5 and L411-2, CJA R421-1 and R421-5.
  appealText: {
    fr: 'Cette décision peut être contestée dans les deux mois de sa notification par un recours gracieux auprès de son auteur, ou par un recours contentieux devant le tribunal administratif. Le recours gracieux conserve le délai du recours contentieux.',
    en: 'This decision may be challenged within two months of its notification, by an informal appeal to its author or before the administrative court. The informal appeal preserves the time limit of the court action.',
  },
};
