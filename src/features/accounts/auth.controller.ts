import { Body, Controller, Req } from '@nestjs/common';

import { AUTHENTICATED, PUBLIC } from '../../platform/http/access.js';
import { Ctx, type CofundRequest } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { LoginDto, PasswordDto, RefreshDto, TokensView } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { MeView } from './people.dto.js';
import { PeopleReader, type Me } from './people.reader.js';

/** Answers that hold a token are never stored: no idempotency key. */
const PLAIN = { ifMatch: 'none', idempotency: false } as const;
const OPEN = { ...PLAIN, access: PUBLIC, problems: ['unauthenticated'] } as const;

@documented(({ ApiTags }) => ApiTags('accounts'))
@Controller('v1')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly people: PeopleReader,
  ) {}

  @Act('auth/login', { ...OPEN, summary: 'Log in with an address and a password', answer: TokensView })
  login(@Req() request: CofundRequest, @Body() body: LoginDto): Promise<Answer<TokensView>> {
    return this.auth.login(body, request.arrivedAt);
  }

  @Act('auth/refresh', { ...OPEN, summary: 'Exchange a refresh token for new tokens', answer: TokensView })
  refresh(@Req() request: CofundRequest, @Body() body: RefreshDto): Promise<Answer<TokensView>> {
    return this.auth.refresh(body.refreshToken, request.arrivedAt);
  }

  @Act('auth/password', { ...OPEN, summary: 'Change one’s password; ends the open sessions', status: 204 })
  async password(@Req() request: CofundRequest, @Body() body: PasswordDto): Promise<void> {
    await this.auth.changePassword(body, request.arrivedAt, request.id);
  }

  @Act('auth/logout', { ...PLAIN, access: AUTHENTICATED, summary: 'End the session', status: 204 })
  async logout(@Ctx() context: RequestContext): Promise<void> {
    await this.auth.logout(context);
  }

  @Read('me', { access: AUTHENTICATED, summary: 'Who I am, and as what I may act', answer: MeView })
  me(@Ctx() context: RequestContext): Promise<Answer<Me>> {
    return this.people.me(context);
  }
}
