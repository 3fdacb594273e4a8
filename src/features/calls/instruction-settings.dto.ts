import { Int, OneOf } from '../../platform/http/fields.js';
import { DEMANDS, type Demand, type InstructionSettings } from './call-settings.js';

export class InstructionSettingsDto implements InstructionSettings {
  @OneOf(DEMANDS, { optional: true, description: 'Common score agreed before an agenda; OPTIONAL when left out.' })
  commonScore?: Demand;
  @OneOf(DEMANDS, { optional: true, description: 'Conciliation of a divergence before an agenda; OPTIONAL when left out.' })
  conciliation?: Demand;
  @Int({
    min: 1,
    max: 365,
    optional: true,
    description: 'Days to sign from the start of the examination; none when left out.',
    example: 15,
  })
  signDays?: number;
  @Int({
    min: 1,
    max: 60,
    optional: true,
    description: 'Days before the end of that time at which the examiner is reminded; 5 when left out.',
    example: 5,
  })
  reminderDays?: number;
  @Int({
    min: 1,
    max: 60,
    optional: true,
    description: 'Days after it at which the call’s managers are told; 3 when left out.',
    example: 3,
  })
  escalationDays?: number;
}
