import type { CommitteeSettings } from '../../src/features/committees/committee-settings.js';
import type { SessionItemView, SessionView } from '../../src/features/committees/session.views.js';
import type { Reply, TestActor, TestApp } from './app.js';
import { makeApplication, type MadeApplication } from './applications.js';
import type { MadeCall } from './calls.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeMember, type MadeSession } from './committees.js';

export interface VotingOptions {
  readonly department: string;
  readonly size?: number;
  /** Members in the room, from the president on; all unless given. */
  readonly present?: number;
  readonly dossiers?: number;
  readonly settings?: Partial<CommitteeSettings>;
}

/** An open session with its dossiers, and the acts of its votes over HTTP. */
export class VotingRoom {
  private constructor(
    private readonly app: TestApp,
    readonly committee: MadeCommittee,
    readonly session: MadeSession,
    readonly applications: readonly MadeApplication[],
  ) {}

  static async open(app: TestApp, call: MadeCall, options: VotingOptions): Promise<VotingRoom> {
    const { department, size = 5, present = size, dossiers = 1, settings } = options;
    const committee = await makeCommittee(app, { department, size, ...(settings && { settings }) });
    const applications: MadeApplication[] = [];
    while (applications.length < dossiers)
      applications.push(await makeApplication(app, { call, department, state: 'ON_AGENDA' }));
    const session = await makeSession(app, { committee, call, applications, present: committee.members.slice(0, present) });
    return new VotingRoom(app, committee, session, applications);
  }

  get secretary(): TestActor {
    return this.committee.secretary;
  }

  member(index: number): MadeMember {
    const member = this.committee.members[index];
    if (member === undefined) throw new Error(`no member ${index}`);
    return member;
  }

  itemId(index = 0): string {
    return this.session.itemIds[index] ?? '';
  }

  act<T = SessionView>(event: string, actor: TestActor, body?: object, ifMatch?: number, key?: string): Promise<Reply<T>> {
    return this.app.post<T>(`/v1/sessions/${this.session.id}/${event}`, actor, {
      body,
      ...(ifMatch !== undefined && { ifMatch }),
      ...(key !== undefined && { key }),
    });
  }

  async item(index = 0, actor = this.secretary): Promise<SessionItemView> {
    const { body } = await this.app.get<SessionView>(`/v1/sessions/${this.session.id}`, actor);
    const item = body.items[index];
    if (item === undefined) throw new Error(`no item ${index}`);
    return item;
  }

  /** Puts an item to the vote; its version, which ballots must carry. */
  async put(ballotMode: string, index = 0, more: object = {}): Promise<number> {
    const body = { itemId: this.itemId(index), proposal: 'FAVOURABLE', ballotMode, ...more };
    const opened = await this.act('open-item', this.secretary, body);
    if (opened.status !== 200) throw new Error(`item not opened: ${JSON.stringify(opened.body)}`);
    return opened.body.items[index]?.version ?? 0;
  }

  /** `forIndex`: the member whose mandate the voter holds. */
  vote(
    event: 'vote' | 'vote-secretly',
    index: number,
    choice: string,
    version: number,
    options: { forIndex?: number; key?: string; item?: number } = {},
  ) {
    const { forIndex, key, item = 0 } = options;
    const mandate = forIndex === undefined ? {} : { forMemberId: this.member(forIndex).id };
    return this.act<Record<string, unknown>>(
      event,
      this.member(index).actor,
      { itemId: this.itemId(item), choice, ...mandate },
      version,
      key,
    );
  }

  close(index = 0, actor = this.secretary): Promise<Reply<SessionView>> {
    return this.act('close-item', actor, { itemId: this.itemId(index) });
  }

  async applicationState(index = 0): Promise<string | undefined> {
    const id = this.applications[index]?.id ?? '';
    return (await this.app.database.read.application.findUnique({ where: { id }, select: { state: true } }))?.state;
  }
}

export const rulesOf = (body: unknown): string[] =>
  ((body as { reasons?: { rule: string }[] }).reasons ?? []).map(({ rule }) => rule);
