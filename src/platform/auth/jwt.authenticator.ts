import { createSecretKey } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { Passport } from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';

import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { CONFIG, type Config } from '../config/config.js';
import type { CofundRequest } from '../http/context.js';
import { Authenticator } from '../http/guards.js';
import { ActorLoader } from './actor.loader.js';
import { ALGORITHM, AUDIENCE, ISSUER, type AccessClaims } from './tokens.js';

type Claims = Omit<AccessClaims, 'use'> & { readonly use: string };

const REMEMBERED = 5_000;

/** Bearer access token → actor, through passport. The token only names a session; the session says whether it still holds. */
@Injectable()
export class JwtAuthenticator extends Authenticator {
  private readonly passport = new Passport();
  /** Headers whose signature was found right: it stays right. Expiry and session are judged at each request. */
  private readonly signed = new Map<string, Claims>();

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly actors: ActorLoader,
  ) {
    super();
    const options = {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // A key object: a text is tried as a public key at each verification, which takes longer than all the rest of it. The types say text.
      secretOrKey: createSecretKey(Buffer.from(config.secret)) as unknown as Buffer,
      algorithms: [ALGORITHM] as 'HS256'[],
      issuer: ISSUER,
      audience: AUDIENCE,
      // Judged below against the same clock that issued it.
      ignoreExpiration: true,
    };
    this.passport.use(
      new Strategy(options, (claims: Claims, done: (error: null, claims: Claims) => void) => {
        done(null, claims);
      }),
    );
  }

  async authenticate(request: CofundRequest): Promise<void> {
    const header = request.headers.authorization ?? '';
    const claims = this.signed.get(header) ?? (await this.verify(request, header));
    const seconds = request.arrivedAt.getTime() / 1000;
    const inForce =
      claims.use === 'access' &&
      typeof claims.exp === 'number' &&
      claims.exp > seconds &&
      claims.iat <= seconds + 5 &&
      isUuid(claims.sid);
    const actor = inForce ? await this.actors.load(claims.sid, request.arrivedAt) : undefined;
    if (actor?.personId !== claims.sub) throw new Refusal('unauthenticated');
    request.actor = actor;
  }

  private async verify(request: CofundRequest, header: string): Promise<Claims> {
    const claims = await new Promise<Claims>((resolve, reject) => {
      const answered = (error: unknown, found: Claims | false | undefined) => {
        if (error !== null && error !== undefined) reject(error instanceof Error ? error : new Error('authentication failed'));
        else if (found === false || found === undefined) reject(new Refusal('unauthenticated'));
        else resolve(found);
      };
      const middleware = this.passport.authenticate('jwt', { session: false }, answered) as (
        request: unknown,
        response: unknown,
        next: (error?: unknown) => void,
      ) => void;
      middleware(request, {}, (error) => {
        answered(error ?? new Refusal('unauthenticated'), undefined);
      });
    });
    if (this.signed.size >= REMEMBERED) this.signed.clear();
    this.signed.set(header, claims);
    return claims;
  }
}
