import { SetMetadata } from '@nestjs/common';

import type { Role } from '../../kernel/actor.js';

/** Who may call a route at all; the fine rule sits on the edge or in the scope of the read. */
export type AccessRule =
  { readonly kind: 'public' } | { readonly kind: 'authenticated' } | { readonly kind: 'roles'; readonly roles: readonly Role[] };

export const PUBLIC: AccessRule = { kind: 'public' };
export const AUTHENTICATED: AccessRule = { kind: 'authenticated' };
export const roles = (...allowed: readonly Role[]): AccessRule => ({ kind: 'roles', roles: allowed });

export const ACCESS = Symbol('access');
export const Access = (rule: AccessRule): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, rule);

/** What the precondition guard asks of a route's headers. */
export interface Preconditions {
  readonly ifMatch: 'required' | 'optional' | 'none';
  readonly idempotency: boolean;
  /** Fields of the body left out of what the key stands for: a secret with few values could be guessed from its keyed hash. */
  readonly unfingerprinted?: readonly string[];
}
export const PRECONDITIONS = Symbol('preconditions');
