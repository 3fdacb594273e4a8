import { createRequire } from 'node:module';

interface DepartmentRow {
  readonly code: string;
  readonly nom: string;
  readonly region: string;
  readonly zone: string;
}
type RegionRow = Omit<DepartmentRow, 'region'>;

/** The whole country, one region (`REG-76`) or one department (`DEP-31`). The prefix tells region 75 from Paris. */
export type Territory = 'FR' | `REG-${string}` | `DEP-${string}`;

// Two static files of the official geographic code; the package's own entry point would also load 35,000 communes.
const load = createRequire(import.meta.url);
const departmentRows = load('@etalab/decoupage-administratif/data/departements.json') as readonly DepartmentRow[];
const regionRows = load('@etalab/decoupage-administratif/data/regions.json') as readonly RegionRow[];

// The source also lists overseas collectivities. Saint-Pierre-et-Miquelon has the services of a department; the
// others (Pacific, austral lands, Clipperton) have neither a prefect of department nor a family benefits office.
const isServed = (row: { readonly code: string; readonly zone: string }): boolean => row.zone !== 'com' || row.code === '975';

const departments: ReadonlyMap<string, DepartmentRow> = new Map(departmentRows.filter(isServed).map((row) => [row.code, row]));
const regions: ReadonlyMap<string, RegionRow> = new Map(regionRows.filter(isServed).map((row) => [row.code, row]));

const allDepartments: readonly string[] = Object.freeze([...departments.keys()].sort());
const byRegion: ReadonlyMap<string, readonly string[]> = new Map(
  [...regions.keys()].map((region) => [
    region,
    Object.freeze(allDepartments.filter((code) => departments.get(code)?.region === region)),
  ]),
);

function known<Row>(rows: ReadonlyMap<string, Row>, code: string, kind: string): Row {
  const row = rows.get(code);
  if (row === undefined) throw new RangeError(`unknown ${kind}: ${code}`);
  return row;
}

/** Whether the text is the code of a department: "01" to "95", "2A", "2B", "971" to "976". */
export function isDepartment(code: string): boolean {
  return departments.has(code);
}

/** Whether the text is the official code of a region, such as "76" for Occitanie or "04" for La Réunion. */
export function isRegion(code: string): boolean {
  return regions.has(code);
}

/** Sorted codes of a region's departments. @throws RangeError for an unknown region */
export function departmentsOf(region: string): readonly string[] {
  return known(byRegion, region, 'region');
}

/** @throws RangeError for an unknown department */
export function regionOf(department: string): string {
  return known(departments, department, 'department').region;
}

/** @throws RangeError for an unknown department */
export function departmentName(code: string): string {
  return known(departments, code, 'department').nom;
}

/** @throws RangeError for an unknown region */
export function regionName(code: string): string {
  return known(regions, code, 'region').nom;
}

export function isTerritory(value: unknown): value is Territory {
  if (typeof value !== 'string') return false;
  if (value.startsWith('REG-')) return isRegion(value.slice(4));
  if (value.startsWith('DEP-')) return isDepartment(value.slice(4));
  return value === 'FR';
}

/** Sorted codes of the departments in a territory. @throws RangeError for an unknown territory */
export function departmentsIn(territory: Territory): readonly string[] {
  if (territory === 'FR') return allDepartments;
  if (!isTerritory(territory)) throw new RangeError(`unknown territory: ${String(territory)}`);
  const code = territory.slice(4);
  return territory.startsWith('REG-') ? departmentsOf(code) : [code];
}

/** Whether a department lies in a territory. An unknown code is in none, not even in the whole country: a right is never guessed. */
export function covers(territory: Territory, department: string): boolean {
  const row = departments.get(department);
  if (row === undefined) return false;
  return territory === 'FR' || territory === `REG-${row.region}` || territory === `DEP-${row.code}`;
}
