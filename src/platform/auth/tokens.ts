import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';

import { sha256Hex } from '../../kernel/canonical.js';
import { isUuid } from '../../kernel/ids.js';
import { CONFIG, type Config } from '../config/config.js';

export const ISSUER = 'cofund';
export const AUDIENCE = 'cofund-api';
export const ALGORITHM = 'HS256';

export interface AccessClaims {
  /** Person. */
  readonly sub: string;
  /** Session: ending it ends the token. */
  readonly sid: string;
  /** Tells an access token from any other one signed with the same key. */
  readonly use: 'access';
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Access tokens (JWT, minutes) and refresh tokens (random, only their hash is kept). */
@Injectable()
export class Tokens {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @returns the token and its life in seconds */
  issueAccess(
    personId: string,
    sessionId: string,
    now: Date,
    minutes = this.config.accessTokenMinutes,
  ): { token: string; expiresIn: number } {
    const expiresIn = minutes * 60;
    const iat = Math.floor(now.getTime() / 1000);
    const claims: AccessClaims = { sub: personId, sid: sessionId, use: 'access', iat, exp: iat + expiresIn };
    return {
      token: jwt.sign(claims, this.config.secret, { algorithm: ALGORITHM, issuer: ISSUER, audience: AUDIENCE }),
      expiresIn,
    };
  }

  /** Names its session and proves that we made it, so that any token of a session, however old, is known when it comes back. */
  newRefresh(sessionId: string): string {
    const body = `${sessionId}.${randomBytes(32).toString('base64url')}`;
    return `${body}.${this.sealOf(body).toString('base64url')}`;
  }

  /** The session of a refresh token that we made, whether or not it is still the one in force. */
  sessionOfRefresh(token: string): string | undefined {
    const end = token.lastIndexOf('.');
    const sessionId = token.slice(0, token.indexOf('.'));
    if (end < 0 || !isUuid(sessionId)) return undefined;
    const given = Buffer.from(token.slice(end + 1), 'base64url');
    const right = this.sealOf(token.slice(0, end));
    return given.length === right.length && timingSafeEqual(given, right) ? sessionId : undefined;
  }

  private sealOf(body: string): Buffer {
    return createHmac('sha256', this.config.secret).update(`refresh ${body}`).digest();
  }

  hashRefresh(token: string): string {
    return sha256Hex(token);
  }
}
