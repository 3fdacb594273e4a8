import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { isSiret } from '../../kernel/siret.js';
import { published } from './publication.rules.js';
import type { PublishedGrant } from './published-grant.js';
import { isCut, SCDL_COLUMNS, scdlLine, type ScdlLine } from './scdl.rules.js';
import { threeSixtyGrant } from './three-sixty.rules.js';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  readonly constraints?: {
    required?: boolean;
    pattern?: string;
    maxLength?: number;
    enum?: string[];
    minimum?: number;
    maximum?: number;
  };
}
const read = (name: string): unknown => JSON.parse(readFileSync(`src/features/open-data/schemas/${name}`, 'utf8')) as unknown;
const { fields } = read('scdl-subventions-2.1.1.schema.json') as { fields: Field[] };

/** What the official schema, and the checks it names beside, reproach to a line. */
function faultsOf(line: ScdlLine): string[] {
  const faults = fields.flatMap(({ name, type, constraints = {}, trueValues = [], falseValues = [] }) => {
    const text = line[name as keyof ScdlLine];
    if (text === '') return constraints.required === true ? [`${name} is empty`] : [];
    const { pattern, maxLength, minimum = -Infinity, maximum = Infinity } = constraints;
    const number = Number(text);
    const right =
      (pattern === undefined || new RegExp(pattern).test(text)) &&
      (maxLength === undefined || Array.from(text).length <= maxLength) &&
      (constraints.enum === undefined || constraints.enum.includes(text)) &&
      (type !== 'number' || (/^\d+(\.\d+)?$/.test(text) && number >= minimum && number <= maximum)) &&
      (type !== 'date' || !Number.isNaN(Date.parse(`${text}T00:00:00Z`))) &&
      (type !== 'boolean' || [...trueValues, ...falseValues].includes(text));
    return right ? [] : [`${name}: ${text}`];
  });
  if (!isSiret(line.idAttribuant)) faults.push('idAttribuant');
  if (line.idBeneficiaire !== '' && !isSiret(line.idBeneficiaire)) faults.push('idBeneficiaire');
  if (line.idBeneficiaire === '' && line.rnaBeneficiaire === '') faults.push('neither idBeneficiaire nor rnaBeneficiaire');
  return faults;
}

const GRANT: PublishedGrant = {
  id: '0190f3b0-0000-7000-8000-000000000001',
  applicationId: 'application',
  applicationNumber: '2023-48-00007',
  funder: { name: 'Caf de la Lozère', siret: '21310555400017' },
  beneficiary: { name: 'Les Petits Pas', siret: '21310555400017', rna: null },
  department: '48',
  title: 'Crèche à horaires étendus',
  summary: 'Douze places de 5 h 30 à 22 h.',
  reference: 'CA-2023-11-20/07',
  decidedOn: '2023-11-20',
  notifiedOn: '2023-12-11',
  startsOn: '2023-09-01',
  endsOn: '2025-12-31',
  cents: 1_250_001n,
  paidCents: 0n,
  years: [2023, 2024, 2025],
  siblings: ['0190f3b0-0000-7000-8000-000000000002'],
};

describe('a line of the essential data', () => {
  it('has the columns of the official schema, in its order, and is valid', () => {
    expect(fields.map(({ name }) => name)).toEqual([...SCDL_COLUMNS]);
    const line = scdlLine(GRANT, 'FIPE');
    expect(faultsOf(line)).toEqual([]);
    expect(line).toMatchObject({
      montant: '12500.01',
      conditionsVersement: 'échelonné',
      datesPeriodeVersement: '2023-12-11/2025-12-31',
      pourcentageSubvention: '1',
      dispositifAide: 'FIPE',
    });
    const once = scdlLine({ ...GRANT, years: [2023] });
    expect(faultsOf(once)).toEqual([]);
    expect(once).toMatchObject({ conditionsVersement: 'unique', datesPeriodeVersement: '2023-12-11' });
    // The checks are not blind.
    expect(faultsOf({ ...line, montant: '12500,01', idAttribuant: '1', nature: '' })).toEqual([
      'idAttribuant: 1',
      'montant: 12500,01',
      'nature is empty',
      'idAttribuant',
    ]);
  });

  it('case 31: an object longer than 256 signs is cut, and whoever publishes is told', () => {
    const long = { ...GRANT, title: `${'é'.repeat(255)}👶👶` };
    expect(isCut(long)).toBe(true);
    const { objet } = scdlLine(long);
    expect(Array.from(objet)).toHaveLength(256);
    expect(objet.endsWith('é…')).toBe(true);
    expect(faultsOf(scdlLine(long))).toEqual([]);
    expect(isCut({ title: 'é'.repeat(256) })).toBe(false);
  });

  it('case 32: an association without a SIRET is named by its RNA number alone', () => {
    const beneficiary = { name: 'Association', siret: null, rna: 'W481000001' };
    const line = scdlLine({ ...GRANT, beneficiary });
    expect(line).toMatchObject({ idBeneficiaire: '', rnaBeneficiaire: 'W481000001' });
    expect(faultsOf(line)).toEqual([]);
    expect(faultsOf(scdlLine({ ...GRANT, beneficiary: { ...beneficiary, rna: null } }))).toEqual([
      'neither idBeneficiaire nor rnaBeneficiaire',
    ]);
  });
});

describe('what is published', () => {
  const grant = (id: string, cents: bigint, decidedOn: string, siret = GRANT.funder.siret) => ({
    ...GRANT,
    id,
    cents,
    decidedOn,
    funder: { name: 'x', siret },
  });
  const ids = (grants: readonly PublishedGrant[], threshold?: bigint): string[] =>
    published(grants, threshold).map(({ id }) => id);

  it('is above the threshold, not at it', () => {
    expect(ids([grant('a', 2_300_000n, '2023-01-01'), grant('b', 2_300_001n, '2025-01-01')])).toEqual(['b']);
    expect(ids([grant('a', 101n, '2023-01-01')], 100n)).toEqual(['a']);
  });

  it('case 30: two grants of 15 000 € in twelve months by the same Caf are both published', () => {
    const [first, second] = [grant('a', 1_500_000n, '2023-03-15'), grant('b', 1_500_000n, '2024-03-14')];
    expect(ids([first, second])).toEqual(['a', 'b']);
    expect(ids([first, { ...second, decidedOn: '2024-03-15' }])).toEqual([]);
    expect(ids([first, { ...second, funder: { name: 'y', siret: '35600000000048' } }])).toEqual([]);
    expect(ids([first, { ...second, beneficiary: { ...GRANT.beneficiary, siret: '35600000000048' } }])).toEqual([]);
  });
});

describe('the 360Giving package', () => {
  it('is valid against the schema of the standard', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    // A field that the shipped part of the standard does not describe would pass unseen.
    const closed: unknown = JSON.parse(JSON.stringify(read('360-giving.schema.json')), (_, value: unknown) =>
      value !== null && typeof value === 'object' && 'properties' in value && 'type' in value
        ? { ...value, additionalProperties: false }
        : value,
    );
    const validate = ajv.compile(closed as object);
    const grants = [threeSixtyGrant(GRANT, { id: 'call', title: 'Fonds d’innovation' })];
    const whole = { version: '1.3', title: 'Fonds d’innovation', issued: '2024-01-02', grants };
    expect(validate(whole) ? [] : validate.errors).toEqual([]);
    expect(grants[0]).toMatchObject({ amountAwarded: 12500.01, relatedActivity: [`360G-cofund-${GRANT.siblings[0]}`] });
    for (const wrong of [
      { awardDate: '20/11/2023' },
      { currency: 'EURO' },
      { fundingOrganization: [] },
      { title: undefined },
      { unknown: 1 },
    ])
      expect([wrong, validate({ ...whole, grants: [{ ...grants[0], ...wrong }] })]).toEqual([wrong, false]);
  });
});
