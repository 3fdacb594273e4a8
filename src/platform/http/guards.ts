import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { hasRole } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import { ACCESS, PRECONDITIONS, type AccessRule, type Preconditions } from './access.js';
import { fingerprintOf, type CofundRequest } from './context.js';

/** Finds the actor behind a request; the authentication module provides it. */
export abstract class Authenticator {
  /** @throws Refusal unauthenticated */
  abstract authenticate(request: CofundRequest): Promise<void>;
}

/** Closed by default: no rule, no entry (and the application does not even boot, see route-check). */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (rule === undefined) throw new Refusal('forbidden');
    if (rule.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<CofundRequest>();
    await this.authenticator.authenticate(request);
    const { actor } = request;
    if (actor === undefined) throw new Refusal('unauthenticated');
    if (rule.kind === 'roles' && !hasRole(actor, ...rule.roles)) throw new Refusal('forbidden');
    return true;
  }
}

const VERSION = /^(?:W\/)?"(\d{1,9})"$/;
const KEY = /^[\x21-\x7e]{8,100}$/;

/** Reads If-Match and Idempotency-Key, and asks for them where the route does. */
@Injectable()
export class PreconditionsGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.get<Preconditions | undefined>(PRECONDITIONS, context.getHandler());
    if (rule === undefined) return true;
    const request = context.switchToHttp().getRequest<CofundRequest>();
    this.readVersion(request, rule);
    if (rule.idempotency) this.readKey(request, rule);
    return true;
  }

  private readVersion(request: CofundRequest, rule: Preconditions): void {
    const header = request.headers['if-match'];
    if (rule.ifMatch === 'none') return;
    if (header === undefined) {
      if (rule.ifMatch === 'required') throw new Refusal('precondition-required');
      return;
    }
    const version = VERSION.exec(header)?.[1];
    // An ETag that is none of ours cannot match.
    if (version === undefined) throw new Refusal('stale-version');
    request.ifMatchVersion = Number(version);
  }

  private readKey(request: CofundRequest, { unfingerprinted }: Preconditions): void {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new Refusal('validation-failed', undefined, [
        {
          rule: 'idempotencyKey',
          pointer: '/headers/idempotency-key',
          message: {
            fr: 'Ajoutez l’en-tête Idempotency-Key : 8 à 100 caractères visibles, nouveau à chaque acte, identique à chaque nouvel essai.',
            en: 'Add the Idempotency-Key header: 8 to 100 visible characters, new for each act, the same for its retries.',
          },
        },
      ]);
    }
    const { method, url, body } = request;
    request.idempotency = { key, fingerprint: fingerprintOf(this.config.secret, method, url, body, unfingerprinted) };
  }
}
