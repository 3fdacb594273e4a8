import { readFileSync } from 'node:fs';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { LetterData, MeasureTold, RecoveryTold, ShareTold } from './letter-data.js';
import { LETTER_KINDS, type LetterKind } from './letter.rules.js';
import { TEMPLATE_OF } from './templates.js';

const SIGNED = { name: 'Camille Martin', capacity: 'jury régional', service: 'Jury régional, Occitanie' };
const PART = {
  ...SIGNED,
  funder: 'État',
  decisionNumber: 'ARR-2023-17',
  decidedOn: '2023-11-20',
  years: [
    { year: 2023, cents: '1250001' },
    { year: 2024, cents: '1250000' },
  ],
};
const SHARE: ShareTold = {
  notifiedOn: '2023-11-20',
  payBefore: '2024-01-19',
  publishBefore: '2024-02-20',
  delegation: { reference: 'Arrêté 2023-12', from: '2023-01-01', to: '2023-12-31' },
  agreementSignedOn: null,
  order: { number: 'ARR-18', date: '2023-11-20', authority: 'Préfet de la région Occitanie' },
  commitment: { number: 'EJ 2103456789', date: '2023-11-20' },
  object: { summary: 'Dix places d’accueil.', startsOn: '2023-09-01', endsOn: '2024-12-31' },
  privateHolder: true,
  publishedAboveCents: '2300000',
  payments: [
    { year: 2023, label: 'Avance', cents: '875000', expectedOn: '2023-11-20', conditions: ['dès la notification'] },
    {
      year: 2023,
      label: 'Solde',
      cents: '375001',
      expectedOn: '2024-06-30',
      conditions: ['une fois accepté le compte rendu financier de 2023'],
    },
  ],
  reports: [{ year: 2023, dueOn: '2024-06-30' }],
};
const MEASURE: MeasureTold = {
  decisionNumber: 'R-2024-3',
  decisionDate: '2024-10-01',
  delegation: { reference: 'Arrêté 2024-2', from: '2024-01-01', to: '2024-12-31' },
  effectiveOn: '2024-10-02',
  openedOn: '2024-09-20',
  asked: false,
  claimCents: '40170',
  claim: '366 jours du projet sur 1096 étaient écoulés.',
};
const RECOVERY: RecoveryTold = {
  reference: 'REC-000000012',
  orderNumber: 'T-2024-8',
  orderDate: '2024-10-20',
  delegation: null,
  cents: '40170',
  dueOn: '2024-12-31',
  computation: '366 jours du projet sur 1096 étaient écoulés.',
};
const dataOf = (kind: LetterKind, change: Partial<LetterData> = {}): LetterData => ({
  kind,
  application: { number: '2023-31-00007', title: 'Micro-crèche « des Minimes »' },
  call: { title: 'Petite enfance' },
  addressee: 'Commune de Toulouse',
  decidedOn: '2023-11-20',
  writtenOn: '2023-11-21',
  signedBy: SIGNED,
  reasons: 'Besoin non établi.\n\nVoir la grille.',
  appeal: ['Tribunal administratif, deux mois.', 'Recours administratif : …'],
  parts: kind === 'AWARD' ? [PART, { ...PART, funder: 'Cnaf' }] : kind.startsWith('LEG_') ? [PART] : [],
  requestedCents: '6000000',
  reserve: kind === 'RESERVE' ? { rank: 3, until: '2024-06-30' } : null,
  lacking: kind === 'DISMISSAL' ? ['Budget — Recettes de 2024 absentes.'] : [],
  share: kind === 'LEG_NOTIFICATION' ? SHARE : null,
  amendment: kind === 'AMENDMENT_REFUSAL' ? { kind: 'DATES', askedOn: '2023-11-14', proposer: null } : null,
  measure: kind === 'LEG_TERMINATION' || kind === 'LEG_WITHDRAWAL' ? MEASURE : null,
  recovery: kind === 'RECOVERY_ORDER' ? RECOVERY : null,
  answered: kind.startsWith('APPEAL') ? { kind: 'GRACIEUX', filedOn: '2023-11-02' } : null,
  ...change,
});

/**
 * A published template wrote letters that are kept: it is never edited. What must change is a new version beside the old one, with its own
 * line here; a hash that differs means that a published version was touched.
 */
const SOURCES: Readonly<Record<string, string>> = {
  'parts.v1': '4ac47df89d650bb8b107c9ea605688990cb78cc443e63b3e0af2eca071769616',
  'refusal.v1': '226688059185c8b098573e866d9cd8eaa27e334e6e6764347649b37b9ad98bd0',
  'leg-refusal.v1': '30f9589ba386edbdfbca70ec2e60243205dee64e132893c0cbfa99ca7ec6c969',
  'leg-notification.v1': 'd1cd1d2e866083a33db331a4727bb7c3bb14940c55187af3336f5a47264a22d9',
  'leg-measure.v1': 'ccb0304b2fe584fbc002b644dbf5ac9e91e2d7310e45804bada66ffc72f8cdda',
  'parts.v2': '744d23c8174cc36b8069852dc4a2ea4289cd683f33c92f443be677130ff48e22',
  'recovery-order.v1': '31c7ef3a38480ee6cd55501980261dffeb6e860c368beaa6c48e21da8f7c581b',
  'leg-end.v1': '9113d673e55f8cbbabcfa1e62dcbdc08f04ec144b08959dc784b0eb578bb8007',
  'amendment-refusal.v1': '0c8d82eff373744f6e14b71a2250a1f687445f1e0ca54a5873c644b085e5ca08',
  'award.v1': '4429f87f6ec72f3b28f81b55a612c11cc9da2b18ee4796c97be4f488645af15e',
  'reserve.v1': 'f705f1874100329f27741fc4ac26f68f7574c1358df047b3bc27771d3e85aa2e',
  'reserve.v2': '823c0262d28f46c978b43c1994c313296a2a8b5aef565ea0fa84d2cc1924d252',
  'appeal-answer.v1': '74c3f6ad3ba210246ac6526d766c63b1c6cdf78dd07006f1322a5bf2f6c3eda2',
};
const OUTPUTS: Readonly<Record<LetterKind, string>> = {
  AWARD: '169c6c8fff1d1d829d6ba2d5ebb77e2dfee697614b01e91a22f69216151c770b',
  REFUSAL: '956a3c5cf4863b895d7a3af1e2ce296f64a89da5e8f721c8d9041b9a527d73a9',
  LEG_REFUSAL: '621e2c8f6003297abc2e55c9d4db252c0920bfe37ad08741e3bcb255af9d810d',
  LEG_NOTIFICATION: '9aac804b4843acb2e0b6cfbee306bcc6b568ce99ed124dc002876e243c566fb4',
  LEG_SUSPENSION: '8d914877e71e024d798433b954877c2edf14843232dfe130b2d8dfb5ac2b6337',
  LEG_LAPSE: '569ad9b700118859403c4c36f60aa376fc33ec5b67bb08b0483ef32f8f6174e8',
  LEG_TERMINATION: 'b274963ffc52ce23ef4644338c435abc1ba9d457e23c55e2f7ae06d66b705d96',
  LEG_WITHDRAWAL: '12fa3c054eb3a7ae5827aa05f3ad4da957b8bf817c051de68c60e1ef71e2b24a',
  RECOVERY_ORDER: '5f2d9891169c9aab1a1b5aa3c014218e0f7b57005a0f72a0e18b2c8484cf9257',
  AMENDMENT_REFUSAL: 'ced3726e142df3f1181d764f33bde6110165f3c768d36293fe36cfebf91c6f95',
  INELIGIBILITY: '5ef24dfc783168065850200c0ce3b562446be7468e2cfd1a19e8b302f6576981',
  DISMISSAL: 'da9501ac718926526a524a97ffebe61438e529edc194b88a10096f4271e7138f',
  LATE: 'f505f2ae7b1e4bc6c1a68ebb38d3d6148331d643fa11dbf71697df010bcbed6d',
  RESERVE: '06d10c4a64ddff077f606808d7dd0ae172d73de128f9c1ed8f73b777bd146f25',
  RESERVE_LAPSE: '5645915c676687f85ca17591166d9ca6b61eeae1d599895009e0dcfe47142060',
  APPEAL_UPHELD: '1f297bf6c4bb9aafd8903d50c55b6bf2886eb01b81d91e0c502f824b8f167687',
  APPEAL_REJECTED: 'ad249251de459c97d911fb526887ab4eb6d6fadfb58e254dc60c59178abe9a42',
};

describe('templates of letters', () => {
  it.each(Object.entries(SOURCES))('%s is as it was published', (name, hash) => {
    const source = readFileSync(new URL(`./templates/${name}.ts`, import.meta.url), 'utf8');
    expect(sha256Hex(source)).toBe(hash);
  });

  it.each(LETTER_KINDS)('%s: the same data give the same letter as when it was published', (kind) => {
    const { name, version, write } = TEMPLATE_OF[kind];
    expect(sha256Hex(canonicalJson({ name, version, ...write(dataOf(kind)) }))).toBe(OUTPUTS[kind]);
  });

  it.each(LETTER_KINDS)('%s names the dossier, who decided, and what was given', (kind) => {
    const { title, blocks } = TEMPLATE_OF[kind].write(dataOf(kind));
    const text = JSON.stringify(blocks);
    expect(title).toMatch(/^[A-ZÉ].+ — 2023-31-00007$/);
    expect(text).toContain('Camille Martin, jury régional');
    // What the jury writes to itself when it selects (a departure from an opinion or a rank) is not for the holder.
    expect(text.includes('Motifs : Besoin non établi.')).toBe(kind !== 'AWARD' && kind !== 'LEG_NOTIFICATION');
    expect(text).not.toMatch(/undefined|null|\[object/);
    if (kind !== 'RESERVE') expect(text).toContain('Voies et délais de recours : Tribunal administratif, deux mois.');
  });

  it('says of an award by one funder that it is one funder’s, and leaves out what there is not', () => {
    const { blocks } = TEMPLATE_OF.AWARD.write(dataOf('AWARD', { parts: [PART], reasons: '', appeal: [] }));
    const text = JSON.stringify(blocks);
    expect(text).toContain('« État » a décidé de soutenir votre projet pour sa part.');
    expect(text).not.toMatch(/Motifs|Voies/);
  });

  it('tells with a share its act, its payments, what is owed in return, and who may ask to see it', () => {
    const told = (change: Partial<ShareTold>): string => {
      const { blocks } = TEMPLATE_OF.LEG_NOTIFICATION.write(dataOf('LEG_NOTIFICATION', { share: { ...SHARE, ...change } }));
      return JSON.stringify(blocks);
    };
    for (const part of [
      'Décision n° ARR-2023-17 du 20 novembre 2023 : Camille Martin, jury régional',
      'Décision prise par délégation de signature : Arrêté 2023-12, du 1er janvier 2023 au 31 décembre 2023.',
      'Arrêté attributif n° ARR-18 du 20 novembre 2023, pris par : Préfet de la région Occitanie.',
      'Solde 2023 : une fois accepté le compte rendu financier de 2023.',
      'au plus tard le 19 janvier 2024',
      'exercice 2023 : au plus tard le 30 juin 2024.',
      'communiqués à toute personne',
    ])
      expect(told({})).toContain(part);
    const agreed = told({ agreementSignedOn: '2023-11-18', order: null, delegation: null, privateHolder: false });
    expect(agreed).toContain('la convention dont la dernière signature est du 18 novembre 2023');
    expect(agreed).not.toMatch(/Arrêté attributif|délégation|toute personne|obligations.{0,200}loi n° 2000-321/);
  });

  it('tells of a share that is ended how, since when, and what is to be paid back', () => {
    const told = (kind: LetterKind, change: Partial<MeasureTold> = {}): string =>
      JSON.stringify(TEMPLATE_OF[kind].write(dataOf(kind, { measure: { ...MEASURE, ...change } })).blocks);
    for (const part of [
      'Par la décision n° R-2024-3 du 1er octobre 2024, « Jury régional, Occitanie » prononce la résiliation de sa part de l’aide, à effet du 2 octobre 2024.',
      'Les griefs vous ont été communiqués le 20 septembre 2024',
      '366 jours du projet sur 1096 étaient écoulés.',
      'Décision du 1er octobre 2024 : Camille Martin',
      'par délégation de signature : Arrêté 2024-2, du 1er janvier 2024 au 31 décembre 2024.',
    ])
      expect(told('LEG_TERMINATION')).toContain(part);
    expect(told('LEG_TERMINATION')).toMatch(/reverser 401,70.€/);
    const asked = told('LEG_TERMINATION', { asked: true, claimCents: '0', delegation: null });
    expect(asked).toContain('Vous l’avez demandé le 20 septembre 2024.');
    expect(asked).toContain('Aucune somme n’est à reverser.');
    expect(asked).not.toMatch(/griefs|délégation|écoulés/);
    expect(told('LEG_WITHDRAWAL')).toContain('prononce le retrait de sa part');
  });

  it('tells of an order what is to be paid back, by when, and how it was computed', () => {
    const told = (change: Partial<RecoveryTold> = {}): string =>
      JSON.stringify(TEMPLATE_OF.RECOVERY_ORDER.write(dataOf('RECOVERY_ORDER', { recovery: { ...RECOVERY, ...change } })).blocks);
    expect(told()).toMatch(
      /Par l’ordre n° T-2024-8 du 20 octobre 2024, « Jury régional, Occitanie » vous demande de reverser 401,70.€ au plus tard le 31 décembre 2024/,
    );
    expect(told()).toContain('Rappelez la référence REC-000000012');
    expect(told()).toContain('Bases de la liquidation : 366 jours du projet sur 1096 étaient écoulés.');
    expect(told()).not.toContain('délégation');
    expect(told({ delegation: MEASURE.delegation })).toContain('par délégation de signature : Arrêté 2024-2');
  });

  it('says of a new rank which one it replaces', () => {
    const before = { rank: 1, writtenOn: '2023-11-02' };
    const { title, blocks } = TEMPLATE_OF.RESERVE.write(dataOf('RESERVE', { reserve: { rank: 3, until: '2024-06-30', before } }));
    expect(title).toMatch(/^Nouveau rang en liste complémentaire/);
    expect(JSON.stringify(blocks)).toContain('Rang : 3. Il remplace le rang 1 indiqué par la lettre du 2 novembre 2023.');
    expect(sha256Hex(canonicalJson({ title, blocks }))).toBe('e98993a3f6c09a2d6119058f623de3b6e8f4565199da2444bcba456b6583d7bb');
  });
});
