import { Int } from '../../platform/http/fields.js';
import type { RecoverySettings } from './call-settings.js';

export class RecoverySettingsDto implements RecoverySettings {
  @Int({
    min: 1,
    max: 365,
    optional: true,
    description: 'Days given to the holder for its remarks on a balance, or on a sum to be given back; 30 when left out.',
    example: 30,
  })
  remarkDays?: number;
}
