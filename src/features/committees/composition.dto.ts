import { Bool, Day, Instant, Int, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import {
  END_REASONS,
  ONE_FOR_ALL_CAFS,
  SEAT_KINDS,
  SEAT_ROLES,
  type SeatKind,
  type SeatRole,
  type AddMemberInput,
  type EndReason,
  type FixListInput,
  type OpenSeatInput,
  type RegisterSubstituteInput,
} from './composition-facts.rules.js';

const BODY = 'Service or organisation of a seat held by function, assembly of an elected one.';

export class OpenSeatDto implements OpenSeatInput {
  @Text({ max: 200, description: 'College or list of seats.', example: 'Maires et présidents d’EPCI' })
  college!: string;
  @Text({ max: 300, example: 'Maire ou président d’EPCI' })
  title!: string;
  @OneOf(SEAT_KINDS, {
    description: 'In virtue of what its holder sits: who may substitute for them depends on it (CRPA R133-3).',
  })
  kind!: SeatKind;
  @OneOf(SEAT_ROLES, { optional: true, description: 'MEMBER by default.' })
  role?: SeatRole;
  @Int({ min: 1, max: 9, optional: true, description: 'Order of a vice-president.', example: 1 })
  rank?: number;
  @Text({ max: 300, optional: true, description: `${BODY} When the text names it.`, example: 'Conseil départemental' })
  body?: string;
  @OneOf([ONE_FOR_ALL_CAFS], { optional: true, description: 'One holder represents every Caf of the department (CASF D214-3).' })
  rule?: typeof ONE_FOR_ALL_CAFS;
}

export class AddMemberDto implements AddMemberInput {
  @Uuid()
  personId!: string;
  @Uuid({ optional: true, description: 'Seat to fill; else one is opened with the member, and closes with them.' })
  seatId?: string;
  @Text({ max: 200, optional: true, description: 'College, without a seat to fill.', example: 'Maires et présidents d’EPCI' })
  college?: string;
  @Text({ max: 300, description: 'Capacity in which the person sits.', example: 'Maire de Muret' })
  capacity!: string;
  @Bool({ optional: true, description: 'Without a seat to fill: the president’s, one at most.', example: false })
  president?: boolean;
  @Text({ max: 300, optional: true, description: `${BODY} When the seat names none.`, example: 'Conseil municipal de Muret' })
  body?: string;
  @Int({ min: 0, max: 100_000_000, optional: true, description: 'Inhabitants of a mayor’s commune.', example: 25_600 })
  population?: number;
  @TextList({
    max: 10,
    itemMax: 200,
    unique: true,
    optional: true,
    description: 'Cafs that the holder of their seat represents: all.',
  })
  represents?: string[];
  @Text({ max: 300, optional: true, description: 'Act of designation.', example: 'Arrêté préfectoral du 30 novembre 2023' })
  designation?: string;
  @Instant({ optional: true, description: 'Start of the term; now by default.' })
  startsAt?: string;
  @Instant({ optional: true, description: 'End of the term; by default that of the rule, or of the predecessor who left early.' })
  termEndsAt?: string;
}

export class EndMemberDto {
  @OneOf(END_REASONS, { optional: true, description: 'Why the member leaves (CRPA R133-4); UNSTATED by default.' })
  reason?: EndReason;
}

export class RegisterSubstituteDto implements Omit<RegisterSubstituteInput, 'seatId'> {
  @Uuid()
  personId!: string;
  @Text({ max: 300, example: 'Adjointe au maire de Muret' })
  capacity!: string;
  @Text({ max: 300, description: `${BODY} The member’s own.`, example: 'Conseil municipal de Muret' })
  body!: string;
  @Bool({ description: 'The person holds an elective office there.' })
  elected!: boolean;
}

export class FixListDto implements FixListInput {
  @Text({ max: 300, description: 'The president’s decision.', example: 'Arrêté n° 2023-112' })
  reference!: string;
  @Day({ description: 'Day of the decision.' })
  decidedOn!: string;
  @Day({ description: 'Day of the vice-presidents’ opinion.' })
  opinionsOn!: string;
}

export class EndCommitteeDto {
  @Text({ max: 2000, example: 'Installation du comité départemental.' })
  reasons!: string;
}
