import { readFileSync } from 'node:fs';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { LetterData } from './letter-data.js';
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
  parts: kind === 'AWARD' ? [PART, { ...PART, funder: 'Cnaf' }] : kind === 'LEG_REFUSAL' ? [PART] : [],
  requestedCents: '6000000',
  reserve: kind === 'RESERVE' ? { rank: 3, until: '2024-06-30' } : null,
  lacking: kind === 'DISMISSAL' ? ['Budget — Recettes de 2024 absentes.'] : [],
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
  'award.v1': '4429f87f6ec72f3b28f81b55a612c11cc9da2b18ee4796c97be4f488645af15e',
  'reserve.v1': 'f705f1874100329f27741fc4ac26f68f7574c1358df047b3bc27771d3e85aa2e',
  'reserve.v2': '823c0262d28f46c978b43c1994c313296a2a8b5aef565ea0fa84d2cc1924d252',
  'appeal-answer.v1': '74c3f6ad3ba210246ac6526d766c63b1c6cdf78dd07006f1322a5bf2f6c3eda2',
};
const OUTPUTS: Readonly<Record<LetterKind, string>> = {
  AWARD: '169c6c8fff1d1d829d6ba2d5ebb77e2dfee697614b01e91a22f69216151c770b',
  REFUSAL: '956a3c5cf4863b895d7a3af1e2ce296f64a89da5e8f721c8d9041b9a527d73a9',
  LEG_REFUSAL: '621e2c8f6003297abc2e55c9d4db252c0920bfe37ad08741e3bcb255af9d810d',
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
    expect(text.includes('Motifs : Besoin non établi.')).toBe(kind !== 'AWARD');
    expect(text).not.toMatch(/undefined|null|\[object/);
    if (kind !== 'RESERVE') expect(text).toContain('Voies et délais de recours : Tribunal administratif, deux mois.');
  });

  it('says of an award by one funder that it is one funder’s, and leaves out what there is not', () => {
    const { blocks } = TEMPLATE_OF.AWARD.write(dataOf('AWARD', { parts: [PART], reasons: '', appeal: [] }));
    const text = JSON.stringify(blocks);
    expect(text).toContain('« État » a décidé de soutenir votre projet pour sa part.');
    expect(text).not.toMatch(/Motifs|Voies/);
  });

  it('says of a new rank which one it replaces', () => {
    const before = { rank: 1, writtenOn: '2023-11-02' };
    const { title, blocks } = TEMPLATE_OF.RESERVE.write(dataOf('RESERVE', { reserve: { rank: 3, until: '2024-06-30', before } }));
    expect(title).toMatch(/^Nouveau rang en liste complémentaire/);
    expect(JSON.stringify(blocks)).toContain('Rang : 3. Il remplace le rang 1 indiqué par la lettre du 2 novembre 2023.');
    expect(sha256Hex(canonicalJson({ title, blocks }))).toBe('e98993a3f6c09a2d6119058f623de3b6e8f4565199da2444bcba456b6583d7bb');
  });
});
