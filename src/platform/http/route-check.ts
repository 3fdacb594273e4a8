import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';

import { ACCESS } from './access.js';

/** Refuses to start when a route carries no access rule. */
@Injectable()
export class RouteCheck {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error naming each route without a rule */
  verify(): void {
    const open: string[] = [];
    for (const { instance, metatype } of this.discovery.getControllers()) {
      if (instance === null || instance === undefined || metatype === null) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (typeof handler !== 'function' || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) continue;
        if (this.reflector.getAllAndOverride(ACCESS, [handler as () => unknown, metatype]) === undefined)
          open.push(`${metatype.name}.${name}`);
      }
    }
    if (open.length > 0) throw new Error(`routes without an access rule: ${open.join(', ')}`);
  }
}
