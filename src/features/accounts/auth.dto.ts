import { Instant, Int, Secret, Text } from '../../platform/http/fields.js';
import { MAX_LENGTH } from './password.rules.js';

export class LoginDto {
  @Text({ max: 254, example: 'camille.martin@example.org' })
  email!: string;
  @Secret({ max: MAX_LENGTH })
  password!: string;
}

export class RefreshDto {
  @Secret({ max: 2000, description: 'The last refresh token received: each one serves once.' })
  refreshToken!: string;
}

export class PasswordDto {
  @Text({ max: 254, example: 'camille.martin@example.org' })
  email!: string;
  @Secret({ max: MAX_LENGTH, description: 'The password in force, or the one-time one.' })
  currentPassword!: string;
  @Secret({ max: 1000, description: '12 to 128 characters of any kind; 16 at least for an administrator.' })
  newPassword!: string;
}

export class TokensView {
  @Text({ max: 2000, description: 'JWT for `Authorization: Bearer`.', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  accessToken!: string;
  @Int({ min: 1, max: 3600, description: 'Seconds of life of the access token.', example: 600 })
  expiresIn!: number;
  @Text({ max: 300, description: 'For one use, by POST /v1/auth/refresh.', example: 'b3BhcXVl' })
  refreshToken!: string;
  @Instant({ description: 'When the refresh token stops working, unless used before.' })
  refreshExpiresAt!: string;
}
