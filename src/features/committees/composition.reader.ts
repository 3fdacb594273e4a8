import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { actions } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { viewActions } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { checkComposition } from './composition-check.rules.js';
import { membersInOffice, openSeats, type CommitteeState } from './composition-facts.rules.js';
import { committeeMachine } from './composition.machine.js';
import { committeeFactsSql, readCommittee, type RawCommittee } from './composition.store.js';
import type { CompositionView, CommitteeListDeedView, SeatHolderView, CommitteeSubstituteView } from './composition.views.js';
import { composition, quorumRequired } from './quorum.rules.js';
import { seesCommittee } from './session-scope.rules.js';
import { committeeTemplate } from './templates/cdsf.js';

interface Row {
  readonly state: CommitteeState;
  readonly version: number;
  readonly facts: RawCommittee;
  /** What the screen shows beside the facts, by id. */
  readonly holders: Readonly<Record<string, Pick<SeatHolderView, 'name' | 'capacity' | 'endReason' | 'designation'>>>;
  readonly substitutes: Readonly<Record<string, Omit<CommitteeSubstituteView, 'id' | 'personId'>>>;
  readonly lists: readonly CommitteeListDeedView[];
}

/** The composition of a committee, in one query. */
@Injectable()
export class CompositionReader {
  constructor(private readonly database: Database) {}

  one(context: RequestContext, id: string): Promise<Answer<CompositionView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found outside the reader's territory */
  async view(db: Db, { actor, now, locale }: RequestContext, id: string): Promise<Answer<CompositionView>> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT k.state, k.version, ${committeeFactsSql(now, null)} AS facts,
        (SELECT coalesce(json_object_agg(m.id, json_build_object('name', p.given_name || ' ' || p.family_name, 'capacity', m.capacity,
            'endReason', m.end_reason, 'designation', m.designation)), '{}')
         FROM committee_member m JOIN person p ON p.id = m.person_id WHERE m.committee_id = k.id) AS holders,
        (SELECT coalesce(json_object_agg(u.id, json_build_object('name', p.given_name || ' ' || p.family_name, 'capacity', u.capacity, 'body', u.body,
            'elected', u.elected, 'startsAt', u.starts_at)), '{}')
         FROM committee_seat c JOIN committee_substitute u ON u.seat_id = c.id JOIN person p ON p.id = u.person_id
         WHERE c.committee_id = k.id AND u.ends_at IS NULL) AS substitutes,
        (SELECT coalesce(json_agg(json_build_object('reference', d.reference, 'decidedOn', d.decided_on, 'opinionsOn', d.opinions_on)
            ORDER BY d.id DESC), '[]') FROM committee_list_deed d WHERE d.committee_id = k.id) AS lists
      FROM committee k WHERE k.id = ${id}::uuid`;
    if (row === undefined) throw new Refusal('not-found');
    const facts = readCommittee(row.facts);
    if (!seesCommittee.allows(actor, facts)) throw new Refusal('not-found');
    const { state, version } = row;
    const inOffice = membersInOffice(facts).length;
    const base = composition(facts.settings, inOffice, openSeats(facts, now));
    const body: CompositionView = {
      id: facts.id,
      state,
      version,
      inOffice,
      quorumBase: base,
      quorumRequired: quorumRequired(facts.settings, base),
      seats: facts.seats.map(({ id: seatId, college, title, kind, role, rank, body: assembly, rule, holders, substitutes }) => ({
        id: seatId,
        college,
        title,
        kind,
        role,
        rank,
        body: assembly,
        rule,
        vacant: !holders.some(({ sits }) => sits),
        holders: holders.flatMap(({ startsAt, endsAt, termEndsAt, represents, ...holder }) => {
          const shown = row.holders[holder.id];
          if (shown === undefined) return [];
          const dates = {
            startsAt: startsAt.toISOString(),
            endsAt: endsAt?.toISOString() ?? null,
            termEndsAt: termEndsAt?.toISOString() ?? null,
          };
          return [{ ...holder, ...shown, ...dates, represents: [...represents] }];
        }),
        substitutes: substitutes.flatMap((substitute) => {
          const shown = row.substitutes[substitute.id];
          return shown === undefined ? [] : [{ ...substitute, ...shown, startsAt: new Date(shown.startsAt).toISOString() }];
        }),
      })),
      lists: [...row.lists],
      anomalies: checkComposition(facts, committeeTemplate(facts.template), now).map(({ code, message, seatIds }) => ({
        code,
        message: message[locale],
        seatIds: [...seatIds],
      })),
      actions: viewActions(actions(committeeMachine, state, facts, actor, now), locale),
    };
    return { body, version };
  }
}
