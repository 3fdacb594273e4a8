import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { circuitBreaker, ConsecutiveBreaker, handleAll, type CircuitBreakerPolicy } from 'cockatiel';
import type { Agent } from 'undici';

import { CONFIG, type Config } from '../config/config.js';
import { establishmentOf, type Establishment } from './sirene.answer.js';

/** The register was not asked, or did not answer in time or in form: the SIRET stays to be verified. */
export class RegisterUnavailable extends Error {}

const TIMEOUT_MS = 3_000;
const MOST_BYTES = 1_000_000;
const FAILURES_BEFORE_OPEN = 5;
const HALF_OPEN_AFTER_MS = 30_000;
const REMEMBERED_MS = 24 * 3600 * 1000;
const REMEMBERED = 2_000;

/**
 * SIRET look-up through the API Recherche d'entreprises (no key, about seven calls a second). Redirects are not followed; five failures
 * in a row stop the calls for half a minute, so that a register that hangs does not hold those who type a SIRET.
 */
@Injectable()
export class SireneClient implements OnModuleDestroy {
  private readonly breaker: CircuitBreakerPolicy = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
  });
  /** Made at the first call: most starts look no SIRET up. */
  private agent: Agent | undefined;
  private readonly known = new Map<string, { readonly found: Establishment | undefined; readonly until: number }>();
  private readonly url: string | undefined;

  constructor(@Inject(CONFIG) { sireneApiUrl }: Config) {
    this.url = sireneApiUrl;
  }

  get configured(): boolean {
    return this.url !== undefined;
  }

  /**
   * @returns undefined when the register does not know it
   * @throws RegisterUnavailable when it was not asked or did not answer
   */
  async find(siret: string): Promise<Establishment | undefined> {
    const { url } = this;
    if (url === undefined) throw new RegisterUnavailable('SIRENE_API_URL is not set');
    const remembered = this.known.get(siret);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.found;
    try {
      const found = await this.breaker.execute(() => this.ask(url, siret));
      if (this.known.size >= REMEMBERED) this.known.clear();
      this.known.set(siret, { found, until: performance.now() + REMEMBERED_MS });
      return found;
    } catch (error) {
      throw new RegisterUnavailable(error instanceof Error ? error.message : 'no answer');
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent?.close();
  }

  private async ask(base: string, siret: string): Promise<Establishment | undefined> {
    const url = new URL('search', base.endsWith('/') ? base : `${base}/`);
    url.search = new URLSearchParams({ q: siret, page: '1', per_page: '5' }).toString();
    const { Agent, request } = await import('undici');
    this.agent ??= new Agent({
      connect: { timeout: TIMEOUT_MS },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      maxResponseSize: MOST_BYTES,
      connections: 5,
    });
    // The whole exchange is bounded, not only each of its parts: one byte a second would keep the others satisfied.
    const { statusCode, body } = await request(url, { dispatcher: this.agent, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`status ${statusCode}`);
    }
    return establishmentOf(await body.json(), siret);
  }
}
