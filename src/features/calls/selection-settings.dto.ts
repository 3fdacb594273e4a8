import { Nested, Pattern, TextList } from '../../platform/http/fields.js';
import type { PriorityTerritories, SelectionSettings } from './call-settings.js';

export class PriorityTerritoriesDto implements PriorityTerritories {
  @TextList({ max: 101, itemMax: 3, optional: true, unique: true, description: 'Departments that are priority ones as a whole.' })
  departments?: string[];
  @Pattern({
    pattern: /^[A-Z][A-Z0-9._-]*$/,
    max: 40,
    optional: true,
    description: 'Choice question of the call whose answer tells a priority territory.',
    example: 'TERRITORY',
  })
  question?: string;
  @TextList({ max: 50, itemMax: 40, optional: true, unique: true, description: 'Its answers, by code, that do.' })
  answers?: string[];
}

export class SelectionSettingsDto implements SelectionSettings {
  @Nested(() => PriorityTerritoriesDto, {
    optional: true,
    description: 'Dossiers counted as of a priority territory; none when left out.',
  })
  priority?: PriorityTerritoriesDto;
}
