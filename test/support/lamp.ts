import { Client } from 'pg';

import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { poolConfig } from '../../src/platform/database/connection.js';
import { Database } from '../../src/platform/database/database.service.js';
import type { Db, Tx } from '../../src/platform/database/tx.js';
import { Acts } from '../../src/platform/workflow/acts.service.js';
import type { Act, Asked, Binding, Loaded } from '../../src/platform/workflow/binding.js';
import { Executor } from '../../src/platform/workflow/executor.js';
import { WorkflowRegistry } from '../../src/platform/workflow/registry.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { lampMachine, type LampEvent, type LampFacts, type LampState } from './lamp.machine.js';

interface Row {
  readonly state: LampState;
  readonly version: number;
  readonly keeperId: string;
  readonly visitorIds: string[];
  readonly powered: boolean;
  readonly watts: number;
}

export class LampBinding implements Binding<LampState, LampEvent, LampFacts> {
  readonly machine = lampMachine;

  async lock(tx: Tx, id: string): Promise<void> {
    await tx.db.$queryRaw`SELECT 1 FROM lamp WHERE id = ${id}::uuid FOR UPDATE`;
  }

  async load(db: Db, id: string): Promise<Loaded<LampState, LampFacts> | undefined> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT state, version, keeper_id AS "keeperId", visitor_ids AS "visitorIds", powered, watts FROM lamp WHERE id = ${id}::uuid`;
    if (row === undefined) return undefined;
    const { state, version, ...facts } = row;
    return { state, version, facts };
  }

  async save(tx: Tx, { id, to, version }: Act<LampState, LampEvent, LampFacts>): Promise<number> {
    return tx.db
      .$executeRaw`UPDATE lamp SET state = ${to}, version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`;
  }

  evidence({ powered, watts }: LampFacts, { event }: Asked<LampEvent>): unknown {
    return { event, powered, watts };
  }
}

/** The executor on a real database with a table of lamps: the workflow alone, without HTTP or features. */
export class LampRoom {
  readonly registry = new WorkflowRegistry();
  readonly executor = new Executor(this.registry);
  readonly acts: Acts;
  readonly binding = new LampBinding();
  readonly keeper: Actor = { personId: newId(), grants: [] };
  readonly visitor: Actor = { personId: newId(), grants: [] };
  readonly stranger: Actor = { personId: newId(), grants: [] };
  readonly now = new Date('2023-06-15T08:00:00.123Z');

  private constructor(
    readonly testDatabase: TestDatabase,
    readonly database: Database,
  ) {
    this.acts = new Acts(database, this.executor);
    this.registry.bind(this.binding);
  }

  static async open(): Promise<LampRoom> {
    const testDatabase = await createTestDatabase();
    const owner = new Client({ connectionString: testDatabase.ownerUrl });
    await owner.connect();
    await owner.query(`
      CREATE TABLE lamp (id uuid PRIMARY KEY, state text NOT NULL, version int NOT NULL, keeper_id text NOT NULL, visitor_ids text[] NOT NULL,
                         powered boolean NOT NULL, watts int NOT NULL);
      GRANT SELECT, INSERT, UPDATE ON lamp TO cofund_app`);
    await owner.end();
    return new LampRoom(testDatabase, new Database({ url: testDatabase.url, poolSize: 12 }));
  }

  async lamp(row: Partial<Pick<Row, 'state' | 'version' | 'powered' | 'watts'>> = {}): Promise<string> {
    const { state = 'OFF', version = 1, powered = true, watts = 40 } = row;
    const id = newId();
    await this.database.read.$executeRaw`
      INSERT INTO lamp VALUES (${id}::uuid, ${state}, ${version}::int, ${this.keeper.personId}, ${[this.visitor.personId]}, ${powered}, ${watts}::int)`;
    return id;
  }

  async read(id: string): Promise<{ state: LampState; version: number }> {
    const loaded = await this.binding.load(this.database.read, id);
    if (loaded === undefined) throw new Error(`no lamp ${id}`);
    return { state: loaded.state, version: loaded.version };
  }

  /** Fires in a transaction of its own. */
  async fire(id: string, event: LampEvent, actor: Actor = this.keeper, options: { input?: unknown; ifMatch?: number } = {}) {
    const { input = { please: true }, ifMatch } = options;
    return this.database.transaction((tx) =>
      this.executor.fire(tx, this.binding, id, event, { actor, input, now: this.now, requestId: 'request-1', ifMatch }),
    );
  }

  async trail(id: string) {
    return this.database.read.auditEntry.findMany({ where: { aggregate: 'lamp', aggregateId: id }, orderBy: { seq: 'asc' } });
  }

  /** A connection that runs as the application does. */
  async asApplication(): Promise<Client> {
    const client = new Client(poolConfig(this.testDatabase.url, { max: 1, applicationName: 'spec' }));
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await this.database.onModuleDestroy();
    await this.testDatabase.drop();
  }
}
