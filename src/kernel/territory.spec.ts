import fc from 'fast-check';
import {
  covers,
  departmentName,
  departmentsIn,
  departmentsOf,
  isDepartment,
  isRegion,
  isTerritory,
  regionName,
  regionOf,
  type Territory,
} from './territory.js';

const department = fc.constantFrom(...departmentsIn('FR'));
const anyText = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '20', '1', '031', '2a', '984', '987', 'FR'));

describe('departments and regions', () => {
  it('counts 96 metropolitan departments, five overseas ones and Saint-Pierre-et-Miquelon', () => {
    expect(departmentsIn('FR')).toHaveLength(102);
    expect(new Set(departmentsIn('FR').map(regionOf)).size).toBe(19);
  });

  it.each([
    ['01', '84', 'Ain', 'Auvergne-Rhône-Alpes'],
    ['31', '76', 'Haute-Garonne', 'Occitanie'],
    ['75', '11', 'Paris', 'Île-de-France'],
    ['2A', '94', 'Corse-du-Sud', 'Corse'],
    ['2B', '94', 'Haute-Corse', 'Corse'],
    ['971', '01', 'Guadeloupe', 'Guadeloupe'],
    ['972', '02', 'Martinique', 'Martinique'],
    ['973', '03', 'Guyane', 'Guyane'],
    ['974', '04', 'La Réunion', 'La Réunion'],
    ['975', '975', 'Saint-Pierre-et-Miquelon', 'Saint-Pierre-et-Miquelon'],
    ['976', '06', 'Mayotte', 'Mayotte'],
  ])('places %s in region %s', (code, region, name, nameOfRegion) => {
    expect(isDepartment(code)).toBe(true);
    expect(isRegion(region)).toBe(true);
    expect(regionOf(code)).toBe(region);
    expect(departmentsOf(region)).toContain(code);
    expect(departmentName(code)).toBe(name);
    expect(regionName(region)).toBe(nameOfRegion);
  });

  it('lists a region in order', () => {
    expect(departmentsOf('76')).toEqual(['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82']);
  });

  it('knows nothing of other codes', () => {
    fc.assert(
      fc.property(anyText, (code) => {
        fc.pre(!departmentsIn('FR').includes(code));
        expect(isDepartment(code)).toBe(false);
        expect(covers('FR', code)).toBe(false);
        expect(() => regionOf(code)).toThrow(RangeError);
        expect(() => departmentName(code)).toThrow(RangeError);
      }),
    );
    expect(() => departmentsOf('99')).toThrow(RangeError);
    expect(() => regionName('99')).toThrow(RangeError);
  });
});

describe('territories', () => {
  it('recognises the three forms only', () => {
    for (const good of ['FR', 'REG-76', 'DEP-31', 'DEP-2A', 'DEP-974', 'REG-04']) expect(isTerritory(good)).toBe(true);
    for (const bad of ['', 'fr', '31', 'REG-31', 'DEP-76 ', 'DEP-20', 'DEP-', 'DEP-1', 'REG-99', 'FR-31', null, 31]) {
      expect(isTerritory(bad)).toBe(false);
    }
  });

  it('covers exactly the departments it lists', () => {
    const territories = ['FR', 'REG-76', 'REG-75', 'DEP-75', 'DEP-2B', 'REG-04'] as const;
    fc.assert(
      fc.property(fc.constantFrom<Territory>(...territories), department, (territory, code) => {
        expect(covers(territory, code)).toBe(departmentsIn(territory).includes(code));
      }),
    );
  });

  it('places each department in itself, its region and the country, and in no other region', () => {
    fc.assert(
      fc.property(department, department, (code, other) => {
        expect(covers(`DEP-${code}`, code) && covers(`REG-${regionOf(code)}`, code) && covers('FR', code)).toBe(true);
        expect(covers(`REG-${regionOf(other)}`, code)).toBe(regionOf(other) === regionOf(code));
        expect(covers(`DEP-${other}`, code)).toBe(other === code);
      }),
    );
  });

  it('does not take region 75 for Paris', () => {
    expect(covers('REG-75', '75')).toBe(false);
    expect(covers('REG-75', '33')).toBe(true);
  });

  it('refuses an unknown territory, and lists that cannot be changed', () => {
    expect(() => departmentsIn('REG-99')).toThrow(RangeError);
    expect(covers('REG-99', '31')).toBe(false);
    expect(Object.isFrozen(departmentsIn('FR')) && Object.isFrozen(departmentsOf('76'))).toBe(true);
  });
});
