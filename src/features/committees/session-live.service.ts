import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import type { Actor } from '../../kernel/actor.js';
import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { CLOCK } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { EventStream, type Resume } from '../../platform/http/event-stream.js';
import { Announcements } from '../../platform/live/announcements.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { MOST_EVENTS, SessionEventsReader, type SessionEventRow, type SessionNow } from './session-events.reader.js';
import { sessionScope, withinSessionScope } from './session-scope.rules.js';

/** Of the trigger `session_is_announced`. */
const CHANNEL = 'cofund_session';
/** Between two signs of life: access is checked again, and what an announcement missed is found. */
const BEAT_MS = 15_000;
/** Screens that one person may keep open. */
const MOST_OF_ONE_PERSON = 5;

interface Follower {
  readonly actor: Actor;
  readonly stream: EventStream;
  /** Last event sent. */
  seq: number;
  /** Real time, in milliseconds: an event stream lives no longer than the access token that opened it. */
  readonly until: number;
}

interface Feed {
  readonly followers: Set<Follower>;
  running: boolean;
  again: boolean;
}

/**
 * Tells those who follow a session that it changed, at the commit of each act, whichever process did it. The history is the source: an
 * event says which act, on which item, and the version to read; what it contains is read by the ordinary routes, under their own rules, so
 * that nothing can leak here.
 */
@Injectable()
export class SessionLive implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('session live');
  private readonly feeds = new Map<string, Feed>();
  private beat: NodeJS.Timeout | undefined;
  private listening = false;
  private stopping = false;

  constructor(
    private readonly reader: SessionEventsReader,
    private readonly actors: ActorLoader,
    private readonly announcements: Announcements,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.beat = setInterval(() => this.onBeat(), BEAT_MS).unref();
  }

  /** Every stream ends before the server waits for its connections. */
  onModuleDestroy(): void {
    this.stopping = true;
    clearInterval(this.beat);
    for (const { followers } of this.feeds.values()) for (const { stream } of followers) stream.finish();
  }

  /**
   * First the state now, or what happened since `after`; then each act as it is committed.
   * @throws Refusal not-found outside the scope; too-many-requests beyond the streams of one person or of the process; unavailable while stopping
   */
  async follow({ actor }: RequestContext, id: string, { after, headersOnly }: Resume, once: boolean): Promise<Answer<Download>> {
    const session = await this.reader.now(id);
    if (session === undefined || !withinSessionScope(sessionScope(actor), session)) throw new Refusal('not-found');
    this.checkRoom(actor);
    const stream = new EventStream();
    const follower: Follower = {
      actor,
      stream,
      seq: after ?? session.seq,
      until: performance.now() + this.config.accessTokenMinutes * 60_000,
    };
    if (after === undefined)
      stream.send({ event: 'state', id: session.seq, data: { state: session.state, version: session.version } });
    if (headersOnly || once) {
      if (once) await this.catchUp(id, follower);
      stream.finish();
    } else {
      this.add(id, follower);
      void this.pump(id);
    }
    return { body: stream.answer() };
  }

  /** What has happened until now, page by page. */
  private async catchUp(id: string, follower: Follower): Promise<void> {
    for (let full = true; full;) {
      const events = await this.reader.since(id, follower.seq);
      tell(follower, events);
      full = events.length === MOST_EVENTS;
    }
  }

  private checkRoom(actor: Actor): void {
    if (this.stopping) throw new Refusal('unavailable', undefined, [], 5);
    const followers = [...this.feeds.values()].flatMap((feed) => [...feed.followers]);
    const own = followers.filter((follower) => follower.actor.personId === actor.personId).length;
    if (followers.length >= this.config.liveConnections || own >= MOST_OF_ONE_PERSON) {
      throw new Refusal('too-many-requests', undefined, [], 10);
    }
  }

  private add(id: string, follower: Follower): void {
    if (!this.listening) {
      this.listening = true;
      this.announcements.listen(CHANNEL, (announced) => this.onAnnounced(announced));
    }
    const feed = this.feeds.get(id) ?? { followers: new Set(), running: false, again: false };
    this.feeds.set(id, feed);
    feed.followers.add(follower);
    follower.stream.once('close', () => {
      feed.followers.delete(follower);
      if (feed.followers.size === 0 && this.feeds.get(id) === feed) this.feeds.delete(id);
    });
  }

  /** Undefined: announcements may have been missed, of any session. */
  private onAnnounced(id: string | undefined): void {
    for (const followed of id === undefined ? [...this.feeds.keys()] : [id]) void this.pump(followed);
  }

  private onBeat(): void {
    for (const [id, { followers }] of this.feeds) {
      for (const { stream } of followers) stream.beat();
      void this.pump(id);
    }
  }

  /** One reading at a time for each session: an announcement that comes meanwhile is one more reading. */
  private async pump(id: string): Promise<void> {
    const feed = this.feeds.get(id);
    if (feed === undefined) return;
    feed.again = true;
    if (feed.running) return;
    feed.running = true;
    try {
      while (feed.again && feed.followers.size > 0) {
        feed.again = false;
        await this.deliver(id, feed);
      }
    } catch (error) {
      // The database is away: the next beat tries again.
      this.logger.warn({ reason: error instanceof Error ? error.message : String(error) });
    } finally {
      feed.running = false;
    }
  }

  private async deliver(id: string, feed: Feed): Promise<void> {
    const session = await this.reader.now(id);
    const from = Math.min(...[...feed.followers].map(({ seq }) => seq));
    const events = session !== undefined && session.seq > from ? await this.reader.since(id, from) : [];
    if (events.length === MOST_EVENTS) feed.again = true;
    for (const follower of [...feed.followers]) {
      if (await this.mayFollow(follower, session)) tell(follower, events);
      else follower.stream.finish();
    }
  }

  /** Asked before anything is told: a grant ended, a login closed or a token's time over ends the stream. */
  private async mayFollow({ actor, until }: Follower, session: SessionNow | undefined): Promise<boolean> {
    if (session === undefined || performance.now() > until || actor.sessionId === undefined) return false;
    const now = await this.actors.load(actor.sessionId, this.clock.now());
    return now !== undefined && withinSessionScope(sessionScope(now), session);
  }
}

function tell(follower: Follower, events: readonly SessionEventRow[]): void {
  for (const { seq, ...data } of events) {
    if (seq <= follower.seq) continue;
    follower.stream.send({ event: 'act', id: seq, data });
    follower.seq = seq;
  }
}
