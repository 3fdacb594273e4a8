import { Global, Module } from '@nestjs/common';

import { Authenticator } from '../http/guards.js';
import { ActorLoader } from './actor.loader.js';
import { JwtAuthenticator } from './jwt.authenticator.js';
import { Tokens } from './tokens.js';

@Global()
@Module({
  providers: [Tokens, ActorLoader, { provide: Authenticator, useClass: JwtAuthenticator }],
  exports: [Tokens, ActorLoader, Authenticator],
})
export class AuthModule {}
