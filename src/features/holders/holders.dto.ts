import {
  Bool,
  Email,
  Instant,
  Int,
  Day,
  Nested,
  NestedList,
  OneOf,
  Pattern,
  Secret,
  Text,
  Uuid,
} from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { PageInfo } from '../../platform/http/views.js';
import { DEPARTMENT, HOLDER_TYPES, RNA, SIRET, type HolderType } from '../accounts/organisations.dto.js';
import { CONTRACT_BASES, HOLDER_ROLE_NAMES, type ContractBasis, type HolderRole } from './holder.rules.js';

const DEED = { max: 300, example: 'Arrêté municipal n° 2023-114 du 3 juillet 2023' };

export class InviteDto {
  @Email()
  email!: string;
  @OneOf(HOLDER_ROLE_NAMES)
  role!: HolderRole;
}

export class AcceptInvitationDto {
  @Secret({ max: 200, description: 'From the message of invitation.' })
  token!: string;
}

export class RegisterDto extends AcceptInvitationDto {
  @Text({ max: 100, example: 'Camille' })
  givenName!: string;
  @Text({ max: 100, example: 'Martin' })
  familyName!: string;
  @Secret({ max: 1000 })
  password!: string;
}

export class DelegateDto {
  @Uuid({ description: 'A person of the organisation.' })
  personId!: string;
  @Instant({ optional: true, description: 'From now on when left out.' })
  startsAt?: string;
  @Instant({ description: 'A delegation always has an end.' })
  endsAt!: string;
  @Text({ ...DEED, description: 'Deed that gives the delegation.' })
  deed!: string;
}

export class TransferDto {
  @Uuid({ description: 'A person of the organisation.' })
  personId!: string;
}

export class ClaimDto {
  @Text({ max: 300, example: 'Commune de Lézignan-Corbières' })
  name!: string;
  @OneOf(HOLDER_TYPES)
  holderType!: HolderType;
  @Pattern(DEPARTMENT)
  department!: string;
  @Pattern({ ...RNA, optional: true })
  rna?: string;
}

export class JoinDto {
  @Pattern(SIRET)
  siret!: string;
  @OneOf(HOLDER_ROLE_NAMES)
  role!: HolderRole;
  @Text({ max: 1000, example: 'Je suis la directrice du service petite enfance.' })
  message!: string;
  @Nested(() => ClaimDto, { optional: true, description: 'Of an organisation that is not registered yet.' })
  organisation?: ClaimDto;
}

export class RejectJoinDto {
  @Text({ max: 1000, example: 'Cette personne n’est pas de nos services.' })
  reasons!: string;
}

export class RecordContractDto {
  @OneOf(CONTRACT_BASES, { description: 'Signed, or deemed satisfied (law 2000-321, art. 10-1).' })
  basis!: ContractBasis;
  @Text({ max: 300, example: 'Contrat signé par la présidente' })
  reference!: string;
  @Day({ example: '2023-05-12' })
  signedOn!: string;
}

class DelegationView {
  @Uuid({ description: 'Role that it comes from.' })
  from!: string;
  @Text(DEED)
  deed!: string;
}

export class MemberView {
  @Uuid({ description: 'Of the role given.' })
  id!: string;
  @Uuid()
  personId!: string;
  @Text({ max: 250, example: 'Camille Martin' })
  name!: string;
  @Email()
  email!: string;
  @OneOf(HOLDER_ROLE_NAMES)
  role!: HolderRole;
  @Instant()
  startsAt!: string;
  @Instant({ nullable: true })
  endsAt!: string | null;
  @Nested(() => DelegationView, { nullable: true })
  delegation!: DelegationView | null;
}

export class MemberListView {
  @NestedList(() => MemberView, { max: 500 })
  items!: MemberView[];
}

export class LeftView {
  @Uuid()
  organisationId!: string;
  @Instant()
  leftAt!: string;
}

export class InvitationView {
  @Uuid()
  id!: string;
  @Uuid()
  organisationId!: string;
  @Email()
  email!: string;
  @OneOf(HOLDER_ROLE_NAMES)
  role!: HolderRole;
  @OneOf(['PENDING', 'ACCEPTED', 'CANCELLED', 'EXPIRED'])
  state!: string;
  @Instant()
  createdAt!: string;
  @Instant()
  expiresAt!: string;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class InvitationListView {
  @NestedList(() => InvitationView, { max: 100 })
  items!: InvitationView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class JoinRequestsQuery extends PageQuery {}

export class JoinRequestView {
  @Uuid()
  id!: string;
  @Uuid()
  personId!: string;
  @Text({ max: 250, example: 'Camille Martin' })
  name!: string;
  @Pattern(SIRET)
  siret!: string;
  @Uuid({ nullable: true, description: 'Null: not registered yet.' })
  organisationId!: string | null;
  @Text({ max: 300, example: 'Commune de Lézignan-Corbières' })
  organisationName!: string;
  @OneOf(HOLDER_ROLE_NAMES)
  role!: HolderRole;
  @Text({ max: 1000, example: 'Je suis la directrice du service petite enfance.' })
  message!: string;
  @OneOf(['PENDING', 'ACCEPTED', 'REJECTED', 'CANCELLED'])
  state!: string;
  @Text({ max: 1000, nullable: true, example: 'Cette personne n’est pas de nos services.' })
  reasons!: string | null;
  @Instant()
  createdAt!: string;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class JoinRequestListView {
  @NestedList(() => JoinRequestView, { max: 100 })
  items!: JoinRequestView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ContractView {
  @Uuid()
  id!: string;
  @OneOf(CONTRACT_BASES)
  basis!: ContractBasis;
  @Text({ max: 300, example: 'Contrat signé par la présidente' })
  reference!: string;
  @Day({ example: '2023-05-12' })
  signedOn!: string;
  @Instant()
  recordedAt!: string;
}

export class ContractListView {
  @NestedList(() => ContractView, { max: 100 })
  items!: ContractView[];
  @Bool({ description: 'False: the holder owes none.' })
  owed!: boolean;
}

export class SiretView {
  @Pattern(SIRET)
  siret!: string;
  @OneOf(['UNVERIFIED', 'ACTIVE', 'CLOSED', 'UNKNOWN'], {
    description: 'UNVERIFIED: its key is right, and the register could not be asked; type the rest by hand.',
  })
  status!: string;
  @Text({ max: 300, nullable: true, example: 'COMMUNE DE TOULOUSE' })
  name!: string | null;
  @OneOf(HOLDER_TYPES, { nullable: true, description: 'Suggested from the legal category.' })
  holderType!: HolderType | null;
  @Text({ max: 3, nullable: true, example: '31' })
  department!: string | null;
  @Pattern({ ...RNA, nullable: true })
  rna!: string | null;
}

export class OrganisationCheckView extends SiretView {
  @Uuid()
  organisationId!: string;
  @Instant({ nullable: true })
  checkedAt!: string | null;
}
