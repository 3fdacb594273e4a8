import { Inject, Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import { deliveryOf, isRequiredByLaw, LETTER_LABELS, LETTERS, lettersRequiredByLaw, type Deliveries } from './delivery.rules.js';
import type { EditPreferencesDto } from './notices.dto.js';
import type { PreferencesView, ReadNoticesView } from './notices.views.js';

interface Preferences {
  readonly version: number;
  readonly deliveries: Deliveries;
  readonly timeZone: string;
  readonly digestHour: number;
}

const ZONE: Reason = {
  rule: 'timeZoneKnown',
  pointer: '/timeZone',
  message: {
    fr: 'Indiquez un fuseau horaire connu, comme Indian/Reunion.',
    en: 'Give a known time zone, such as Indian/Reunion.',
  },
};

/** What a person does with their own notices: everything here is of the caller alone. */
@Injectable()
export class Notices {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Refusal not-found for another person's notice */
  read(context: RequestContext, id: string): Promise<Answer<ReadNoticesView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const [found] = await tx.db.$queryRaw<
        unknown[]
      >`SELECT FROM notification WHERE id = ${id}::uuid AND person_id = ${actor.personId}::uuid`;
      if (found === undefined) throw new Refusal('not-found');
      const newlyRead = await tx.db.$executeRaw`
        UPDATE notification SET read_at = ${now}::timestamptz WHERE id = ${id}::uuid AND person_id = ${actor.personId}::uuid AND read_at IS NULL`;
      return { body: { newlyRead } };
    });
  }

  /** Those told until now. */
  readAll(context: RequestContext): Promise<Answer<ReadNoticesView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const newlyRead = await tx.db.$executeRaw`
        UPDATE notification SET read_at = ${now}::timestamptz
        WHERE person_id = ${actor.personId}::uuid AND read_at IS NULL AND at <= ${now}::timestamptz`;
      return { body: { newlyRead } };
    });
  }

  async preferences({ actor, locale }: RequestContext): Promise<Answer<PreferencesView>> {
    return answer(await this.of(this.database.read, actor.personId), locale);
  }

  /** @throws Refusal rule-not-met for a letter that the law requires, or an unknown time zone */
  edit(
    context: RequestContext,
    { preferences = [], timeZone, digestHour }: EditPreferencesDto,
  ): Promise<Answer<PreferencesView>> {
    const { actor, ifMatch, locale, now } = context;
    const reasons = lettersRequiredByLaw(preferences);
    return this.acts.perform(context, async (tx) => {
      const held = await this.of(tx.db, actor.personId);
      if (ifMatch !== held.version) throw new Refusal('stale-version');
      if (timeZone !== undefined && !(await knownZone(tx.db, timeZone))) reasons.push(ZONE);
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const deliveries = { ...held.deliveries, ...Object.fromEntries(preferences.map(({ kind, delivery }) => [kind, delivery])) };
      const written = await tx.db.$executeRaw`
        INSERT INTO notification_preference AS p (person_id, deliveries, time_zone, digest_hour, version, updated_at)
        VALUES (${actor.personId}::uuid, ${JSON.stringify(deliveries)}::jsonb, ${timeZone ?? held.timeZone}, ${digestHour ?? held.digestHour}::int,
                ${held.version + 1}::int, ${now}::timestamptz)
        ON CONFLICT (person_id) DO UPDATE SET deliveries = EXCLUDED.deliveries, time_zone = EXCLUDED.time_zone,
          digest_hour = EXCLUDED.digest_hour, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at
        WHERE p.version = ${held.version}::int`;
      if (written !== 1) throw new Refusal('stale-version');
      return answer(await this.of(tx.db, actor.personId), locale);
    });
  }

  /** Who has chosen nothing is at version 1. */
  private async of(db: Db, personId: string): Promise<Preferences> {
    const [row] = await db.$queryRaw<Preferences[]>`
      SELECT version, deliveries, time_zone AS "timeZone", digest_hour AS "digestHour" FROM notification_preference
      WHERE person_id = ${personId}::uuid`;
    return row ?? { version: 1, deliveries: {}, timeZone: this.config.digestTimeZone, digestHour: this.config.digestHour };
  }
}

/** Known to PostgreSQL, which reckons the hour. */
async function knownZone(db: Db, timeZone: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT FROM pg_timezone_names WHERE name = ${timeZone}`;
  return rows.length > 0;
}

function answer({ version, deliveries, timeZone, digestHour }: Preferences, locale: Locale): Answer<PreferencesView> {
  const preferences = LETTERS.map((kind) => ({
    kind,
    label: LETTER_LABELS[kind][locale],
    delivery: deliveryOf(kind, deliveries),
    requiredByLaw: isRequiredByLaw(kind),
  }));
  return { body: { version, timeZone, digestHour, preferences }, version };
}
