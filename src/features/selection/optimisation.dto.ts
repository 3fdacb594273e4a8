import { CentsField, Int, Nested, NestedList, OneOf, OneOfList, Text, Uuid, UuidList } from '../../platform/http/fields.js';
import type { Objective } from './portfolio.rules.js';

const COUNT = { min: 0, max: 10_000, optional: true } as const;

export const BASES = ['REQUESTED', 'PROPOSED'] as const;
export const COMMITTEE_OPINIONS = ['FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'] as const;

/** Longest computation, in seconds, unless the run gives its own. */
export const USUAL_SECONDS = 20;
/** Granularity of reduced amounts unless the run gives its own: 100 €. */
export const USUAL_STEP_CENTS = 10_000;

export class ObjectiveDto implements Readonly<Record<Objective, number>> {
  @Int({ min: 0, max: 10_000, description: 'Weight of a point of both agencies together.', example: 1 })
  score!: number;
  @Int({ min: 0, max: 10_000, description: 'Weight of a person who benefits.', example: 0 })
  beneficiaries!: number;
  @Int({ min: 0, max: 10_000, description: 'Weight of a childcare place opened.', example: 0 })
  places!: number;
  @Int({ min: 0, max: 10_000, description: 'Weight of a project as such.', example: 0 })
  projects!: number;
}

export class DepartmentBoundsDto {
  @Text({ max: 3, example: '31' })
  department!: string;
  @Int(COUNT)
  min?: number;
  @Int(COUNT)
  max?: number;
}

export class AxisBoundsDto {
  @Text({ max: 40, example: 'QUALITY' })
  axis!: string;
  @Int(COUNT)
  min?: number;
  @Int(COUNT)
  max?: number;
}

export class PriorityBoundsDto {
  @Int({ ...COUNT, description: 'At least so many projects of priority territories.' })
  min?: number;
  @Int({ min: 0, max: 100, optional: true, description: 'At least this percentage of the projects.' })
  percent?: number;
}

export class ExclusionDto {
  @UuidList({ min: 2, max: 50, unique: true, description: 'At most one of these dossiers.' })
  applicationIds!: string[];
}

export class FloorDto {
  @Uuid()
  applicationId!: string;
  @CentsField({ description: 'Least total at which this project, reduced, still stands.' })
  cents!: number;
}

export class ReductionDto {
  @Int({ min: 1, max: 100, description: 'Least percentage of what is asked, in each year.', example: 60 })
  floorPercent!: number;
  @NestedList(() => FloorDto, { max: 500, optional: true })
  floors?: FloorDto[];
}

export class OptimiseDto {
  @Text({ max: 100, example: 'Meilleurs points, un projet par département' })
  name!: string;
  @OneOf(BASES, {
    optional: true,
    description: 'Amounts: what is asked, or what the committee proposed where it did. REQUESTED unless given.',
  })
  basis?: (typeof BASES)[number];
  @Nested(() => ObjectiveDto, { description: 'What is sought: the value of a project is the weighted sum.' })
  objective!: ObjectiveDto;
  @OneOfList(COMMITTEE_OPINIONS, {
    min: 1,
    max: 3,
    unique: true,
    optional: true,
    description: 'Opinions of the committee to choose among; all unless given.',
  })
  opinions?: (typeof COMMITTEE_OPINIONS)[number][];
  @NestedList(() => DepartmentBoundsDto, {
    max: 101,
    optional: true,
    description: 'Projects of a department, those already selected included.',
  })
  departments?: DepartmentBoundsDto[];
  @NestedList(() => AxisBoundsDto, {
    max: 20,
    optional: true,
    description: 'Projects of an axis, those already selected included.',
  })
  axes?: AxisBoundsDto[];
  @Nested(() => PriorityBoundsDto, { optional: true })
  priority?: PriorityBoundsDto;
  @UuidList({ max: 500, unique: true, optional: true, description: 'Dossiers taken in whatever happens.' })
  forcedIn?: string[];
  @UuidList({ max: 500, unique: true, optional: true, description: 'Dossiers left out whatever happens.' })
  forcedOut?: string[];
  @NestedList(() => ExclusionDto, { max: 100, optional: true })
  exclusive?: ExclusionDto[];
  @Int({ min: 0, max: 1e12, optional: true, description: 'Least value that the selection must reach.' })
  minimumObjective?: number;
  @Nested(() => ReductionDto, { optional: true, description: 'Amounts may be reduced; all or nothing when left out.' })
  reduction?: ReductionDto;
  @CentsField({
    min: 1,
    optional: true,
    description: 'Step of reduced amounts, which the call’s split must divide exactly; 10 000 (100 €) unless given.',
  })
  stepCents?: number;
  @Int({
    min: 1,
    max: 50,
    optional: true,
    description: 'Longest computation, in seconds; 20 unless given.',
    example: USUAL_SECONDS,
  })
  seconds?: number;
}

export class AdoptReferenceDto {
  @Uuid({ description: 'Run of this call, proven optimal.' })
  optimisationId!: string;
}

export class DropReferenceDto {
  @Text({ max: 5000, example: 'Un dossier s’est retiré : un nouveau calcul suit.' })
  reasons!: string;
}
