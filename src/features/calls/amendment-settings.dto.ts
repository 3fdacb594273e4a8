import { Int, OneOf } from '../../platform/http/fields.js';
import { SHIFT_BASES, type AmendmentSettings } from './call-settings.js';

export class AmendmentSettingsDto implements AmendmentSettings {
  @Int({
    min: 0,
    max: 10_000,
    optional: true,
    description:
      'Most that each heading of a year may move without the funders’ agreement, in basis points of the base; 1000 when left out, 0 for none.',
    example: 1000,
  })
  shiftBasisPoints?: number;
  @OneOf(SHIFT_BASES, {
    optional: true,
    description: 'Of the heading itself, or of all the expenses of the year; HEADING when left out.',
    example: 'HEADING',
  })
  shiftBase?: AmendmentSettings['shiftBase'];
}
