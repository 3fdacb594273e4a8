// One decorator a field: it validates what comes in and documents what goes in and out. Every field of a body or a view carries one.

import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDateString,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';

import { isEmail, normaliseEmail } from '../../kernel/email.js';
import { documented } from './documented.js';

interface Common {
  readonly description?: string;
  readonly example?: unknown;
  /** May be left out. */
  readonly optional?: boolean;
  /** May be null (a field emptied). */
  readonly nullable?: boolean;
}

type Constructor = abstract new (...args: never[]) => object;

function field(common: Common, api: ApiPropertyOptions, ...checks: PropertyDecorator[]): PropertyDecorator {
  const { description, example, optional = false, nullable = false } = common;
  const options = {
    ...api,
    required: !optional,
    ...(nullable && { nullable: true }),
    ...(description !== undefined && { description }),
  };
  const presence = optional
    ? nullable
      ? [IsOptional()]
      : [ValidateIf((_, value) => value !== undefined)]
    : nullable
      ? [ValidateIf((_, value) => value !== null)]
      : [];
  return applyDecorators(
    documented(({ ApiProperty }) =>
      ApiProperty((example === undefined ? options : { ...options, example }) as ApiPropertyOptions),
    ),
    ...presence,
    ...checks,
  );
}

/** NUL cannot be stored; other control characters forge logs and mails, save line breaks and tabs in long texts. */
@ValidatorConstraint({ name: 'printable' })
class Printable implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return (
      typeof value === 'string' &&
      !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u.test(value)
    );
  }
  defaultMessage(): string {
    return 'caractères de contrôle interdits / control characters are not allowed';
  }
}

/** Text, trimmed, 1 to `max` characters (or from `min`). */
export function Text(options: Common & { max: number; min?: number }): PropertyDecorator {
  const { max, min = 1 } = options;
  return field(
    options,
    { type: String, minLength: min, maxLength: max },
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString(),
    Validate(Printable),
    MinLength(min),
    MaxLength(max),
  );
}

@ValidatorConstraint({ name: 'email' })
class EmailAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isEmail(value);
  }
  defaultMessage(): string {
    return 'adresse électronique attendue / e-mail address expected';
  }
}

/** An e-mail address, in the form in which addresses are stored. */
export function Email(options: Common = {}): PropertyDecorator {
  return field(
    { example: 'camille.martin@example.org', ...options },
    { type: String, format: 'email', maxLength: 254 },
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseEmail(value) : value)),
    IsString(),
    MaxLength(254),
    Validate(EmailAddress),
  );
}

/** A secret: not trimmed, never shown in an example. */
export function Secret(options: Common & { max: number; min?: number }): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'password', minLength: options.min ?? 1, maxLength: options.max },
    IsString(),
    MinLength(options.min ?? 1),
    MaxLength(options.max),
  );
}

export function Pattern(options: Common & { pattern: RegExp; max: number }): PropertyDecorator {
  return field(
    options,
    { type: String, pattern: options.pattern.source, maxLength: options.max },
    IsString(),
    MaxLength(options.max),
    Matches(options.pattern),
  );
}

export function Uuid(options: Common = {}): PropertyDecorator {
  return field({ example: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11', ...options }, { type: String, format: 'uuid' }, IsUUID());
}

export function UuidList(options: ListOptions): PropertyDecorator {
  const api = {
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: options.min ?? 0,
    maxItems: options.max,
  } as unknown as ApiPropertyOptions;
  return field(options, api, ...listChecks(options), IsUUID(undefined, { each: true }));
}

export function Int(options: Common & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  // Query strings arrive as text.
  const coerce = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
  );
  return field(options, { type: 'integer', minimum: min, maximum: max }, coerce, IsInt(), Min(min), Max(max));
}

/** Integer cents, from 0 (or `min`) to 10^14 (a thousand billion euros): safe in JSON numbers. */
export function CentsField(options: Common & { min?: number } = {}): PropertyDecorator {
  const { min = 0 } = options;
  return field(
    { example: 2_500_000, ...options },
    { type: 'integer', format: 'int64', minimum: min, maximum: 1e14 },
    IsInt(),
    Min(min),
    Max(1e14),
  );
}

export function Bool(options: Common = {}): PropertyDecorator {
  return field({ example: true, ...options }, { type: Boolean }, IsBoolean());
}

/** An instant, UTC ISO 8601. */
export function Instant(options: Common = {}): PropertyDecorator {
  return field(
    { example: '2023-08-31T21:59:59.999Z', ...options },
    { type: String, format: 'date-time' },
    IsDateString({ strict: true }),
    MaxLength(40),
  );
}

/** A calendar day. */
export function Day(options: Common = {}): PropertyDecorator {
  return field(
    { example: '2023-11-20', ...options },
    { type: String, format: 'date' },
    Matches(/^\d{4}-\d{2}-\d{2}$/),
    IsDateString({ strict: true }),
    MaxLength(10),
  );
}

export function OneOf(values: readonly string[], options: Common = {}): PropertyDecorator {
  return field({ example: values[0], ...options }, { type: String, enum: [...values] }, IsIn([...values]));
}

interface ListOptions extends Common {
  readonly min?: number;
  readonly max: number;
  readonly unique?: boolean;
}

function listChecks({ min = 0, max, unique = false }: ListOptions): PropertyDecorator[] {
  return [IsArray(), ArrayMinSize(min), ArrayMaxSize(max), ...(unique ? [ArrayUnique()] : [])];
}

/** Array of texts. */
export function TextList(options: ListOptions & { itemMax: number }): PropertyDecorator {
  const api = {
    type: 'array',
    items: { type: 'string', maxLength: options.itemMax },
    minItems: options.min ?? 0,
    maxItems: options.max,
  } as unknown as ApiPropertyOptions;
  return field(
    options,
    api,
    ...listChecks(options),
    IsString({ each: true }),
    MaxLength(options.itemMax, { each: true }),
    Validate(Printable, { each: true }),
  );
}

export function OneOfList(values: readonly string[], options: ListOptions): PropertyDecorator {
  const api = {
    type: 'array',
    items: { type: 'string', enum: [...values] },
    minItems: options.min ?? 0,
    maxItems: options.max,
  } as unknown as ApiPropertyOptions;
  return field(options, api, ...listChecks(options), IsIn([...values], { each: true }));
}

export function IntList(options: ListOptions & { itemMin: number; itemMax: number }): PropertyDecorator {
  const { itemMin, itemMax } = options;
  const api = {
    type: 'array',
    items: { type: 'integer', minimum: itemMin, maximum: itemMax },
    minItems: options.min ?? 0,
    maxItems: options.max,
  } as unknown as ApiPropertyOptions;
  return field(
    options,
    api,
    ...listChecks(options),
    IsInt({ each: true }),
    Min(itemMin, { each: true }),
    Max(itemMax, { each: true }),
  );
}

// `type: () => type()`, not `type`: Swagger knows a lazy type by the very name of its function and loses the reference otherwise.

/** A nested object with its own fields. */
export function Nested(type: () => Constructor, options: Common = {}): PropertyDecorator {
  return field(options, { type: () => type() as new () => object }, IsObject(), ValidateNested(), Type(type));
}

export function NestedList(type: () => Constructor, options: ListOptions): PropertyDecorator {
  const api = {
    type: () => type() as new () => object,
    isArray: true,
    minItems: options.min ?? 0,
    maxItems: options.max,
  } as ApiPropertyOptions;
  return field(options, api, ...listChecks(options), IsObject({ each: true }), ValidateNested({ each: true }), Type(type));
}

/** Any JSON object, for its own rules to judge: here only that it is one. */
export function JsonObject(options: Common = {}): PropertyDecorator {
  return field(options, { type: Object, additionalProperties: true }, IsObject());
}

/** For views only: any JSON object, documented by its description. */
export function AnyJson(options: Common = {}): PropertyDecorator {
  return field(options, { type: Object, additionalProperties: true });
}
