import { NestedList, Text, Uuid } from '../../platform/http/fields.js';

export class MinutesCorrectionDto {
  @Uuid({ optional: true, description: 'Item that it is about; none: the session as a whole.' })
  itemId?: string;
  @Text({ max: 4000, example: 'Au lieu de « 12 voix pour », lire « 13 voix pour ».' })
  text!: string;
}

export class MinutesRectifyDto {
  @Text({ max: 4000, example: 'Erreur matérielle dans le décompte du point 2.' })
  reasons!: string;
  @NestedList(() => MinutesCorrectionDto, { min: 1, max: 50 })
  corrections!: MinutesCorrectionDto[];
}
