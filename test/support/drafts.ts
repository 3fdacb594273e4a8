// What the specs of drafts share: a holder of two people, and the shapes of the answers.

import type { FieldConflict, Json } from '../../src/kernel/errors.js';
import type { CallOptions, Reply, TestActor, TestApp } from './app.js';
import { makeOrganisation, type MadeOrganisation } from './applications.js';
import { makeCall, type MadeCall } from './calls.js';

export interface DraftView {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly state: string;
  readonly content: Record<string, Json>;
}
export interface DraftProblem {
  readonly code: string;
  readonly detail: string;
  readonly version?: number;
  readonly conflicts?: FieldConflict[];
  readonly errors?: { pointer: string; message: string }[];
  readonly existing?: { href: string; id: string; title: string; updatedAt: string };
}
export interface Save {
  readonly version: number;
  readonly savedAt: string;
  readonly savedBy: { id: string; name: string } | null;
  readonly changed: string[];
  readonly restoredFrom: number | null;
}
export interface Saves {
  readonly items: Save[];
  readonly page: { limit: number; next: string | null };
}

export const applicationUrl = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;

export class DraftWorld {
  private constructor(
    readonly app: TestApp,
    readonly call: MadeCall,
    readonly organisation: MadeOrganisation,
    readonly one: TestActor,
    readonly other: TestActor,
    readonly stranger: TestActor,
    readonly caf: TestActor,
  ) {}

  static async make(app: TestApp): Promise<DraftWorld> {
    const organisation = await makeOrganisation(app, { department: '11' });
    return new DraftWorld(
      app,
      await makeCall(app),
      organisation,
      await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id }),
      await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id }),
      await app.actor({ role: 'HOLDER_EDITOR', organisationId: (await makeOrganisation(app)).id }),
      await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' }),
    );
  }

  /** A new draft of the holder, under version 1. */
  async draft(): Promise<string> {
    const { call, organisation } = this;
    const body = {
      callId: call.id,
      organisationId: organisation.id,
      department: '11',
      title: 'Micro-crèche',
      anotherProject: true,
    };
    return (await this.app.post<DraftView>('/v1/applications', this.one, { body })).body.id;
  }

  patch(
    id: string,
    actor: TestActor,
    ifMatch: number,
    given: object,
    options: CallOptions = {},
  ): Promise<Reply<DraftView & DraftProblem>> {
    return this.app.patch<DraftView & DraftProblem>(applicationUrl(id), actor, { ifMatch, body: given, ...options });
  }

  async read(id: string): Promise<DraftView> {
    return (await this.app.get<DraftView>(applicationUrl(id), this.one)).body;
  }

  async saves(id: string, query = ''): Promise<Saves> {
    return (await this.app.get<Saves>(applicationUrl(id, `/drafts${query}`), this.one)).body;
  }
}
