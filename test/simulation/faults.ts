// Transactions cut in their middle: triggers that end the connection, or fail the statement, of one person's next act.

import { setTimeout as pause } from 'node:timers/promises';

import { Pool } from 'pg';

/** After the state is written and heard of; after credits moved; once the answer is stored; while the transaction commits. */
export const PLACES = ['audit', 'ledger', 'answer', 'commit'] as const;
export type Place = (typeof PLACES)[number];
/** CUT: the connection dies. FAILED: a disk error. LOCKED: a lock is not had in time. ONCE: a conflict, which passes the next time. */
export const BLOWS = ['CUT', 'FAILED', 'LOCKED', 'ONCE'] as const;
export type Blow = (typeof BLOWS)[number];
/** What the client is told of each; ONCE is tried again by the product itself. */
export const TOLD: Readonly<Record<Blow, number | undefined>> = { CUT: 503, FAILED: 500, LOCKED: 503, ONCE: undefined };

const SETUP = `
CREATE SCHEMA simulation;
CREATE TABLE simulation.fault (person text, place text, blow text, counter text);
CREATE FUNCTION simulation.strike() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE hit simulation.fault;
BEGIN
  SELECT f.* INTO hit FROM simulation.fault f WHERE f.place = TG_ARGV[0] AND f.person = to_jsonb(NEW) ->> TG_ARGV[1];
  IF hit.blow IS NULL THEN RETURN NEW; END IF;
  -- A sequence forgets nothing when the transaction is rolled back.
  IF nextval(hit.counter) > 1 AND hit.blow = 'ONCE' THEN RETURN NEW; END IF;
  IF hit.blow = 'CUT' THEN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(5); END IF;
  IF hit.blow = 'LOCKED' THEN RAISE EXCEPTION 'simulated' USING ERRCODE = 'lock_not_available'; END IF;
  IF hit.blow = 'ONCE' THEN RAISE EXCEPTION 'simulated' USING ERRCODE = 'serialization_failure'; END IF;
  RAISE EXCEPTION 'simulated' USING ERRCODE = 'io_error';
END
$$;
CREATE TRIGGER zz_strike AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION simulation.strike('audit', 'actor_id');
CREATE TRIGGER zz_strike AFTER INSERT ON ledger_transaction FOR EACH ROW EXECUTE FUNCTION simulation.strike('ledger', 'actor_id');
CREATE TRIGGER zz_strike AFTER UPDATE ON idempotency_key FOR EACH ROW EXECUTE FUNCTION simulation.strike('answer', 'person_id');
CREATE CONSTRAINT TRIGGER zz_strike_late AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION simulation.strike('commit', 'actor_id');`;

export class Faults {
  private constructor(private readonly owner: Pool) {}

  static async install(superuserUrl: string, worlds: number): Promise<Faults> {
    const owner = new Pool({ connectionString: superuserUrl, max: worlds });
    await owner.query(SETUP);
    for (let world = 0; world < worlds; world += 1) await owner.query(`CREATE SEQUENCE simulation.struck_${world}`);
    return new Faults(owner);
  }

  /** Persons belong to one world, and a world does one thing at a time. */
  async arm(world: number, personId: string, place: Place, blow: Blow): Promise<void> {
    const counter = `simulation.struck_${world}`;
    await this.owner.query(`SELECT setval($1, 1, false)`, [counter]);
    await this.owner.query(`INSERT INTO simulation.fault VALUES ($1, $2, $3, $4)`, [personId, place, blow, counter]);
  }

  /** Returns whether it struck. */
  async disarm(world: number, personId: string): Promise<boolean> {
    await this.owner.query(`DELETE FROM simulation.fault WHERE person = $1`, [personId]);
    const { rows } = await this.owner.query<{ is_called: boolean }>(`SELECT is_called FROM simulation.struck_${world}`);
    return rows[0]?.is_called === true;
  }

  async close(): Promise<void> {
    await this.owner.end();
  }
}

/** Holds rows while two acts queue for them, so that both are under way and the first to have come is the first to go on. */
export async function whileHeld(
  pool: Pool,
  { table, ids }: { readonly table: string; readonly ids: readonly string[] },
  work: (queued: (answer: Promise<unknown>) => Promise<void>) => Promise<void>,
): Promise<void> {
  const gate = await pool.connect();
  try {
    await gate.query('BEGIN');
    const { rows } = await gate.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await gate.query(`SELECT FROM "${table}" WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [ids]);
    const pid = rows[0]!.pid;
    const running = new Set<Promise<unknown>>();
    await work(async (answer) => {
      running.add(answer);
      // One that is refused at the door never waits.
      const done = (): boolean => running.delete(answer);
      void answer.then(done, done);
      while (running.has(answer) && (await behind(pool, pid)) < running.size) await pause(2);
    });
  } finally {
    await gate.query('COMMIT');
    gate.release();
  }
}

/** Connections that wait for the gate, or for one that does. */
async function behind(pool: Pool, gate: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `WITH waiting AS (SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
     SELECT count(*)::int AS count FROM waiting w
     WHERE $1 = ANY(w.blockers) OR EXISTS (SELECT FROM waiting f WHERE $1 = ANY(f.blockers) AND f.pid = ANY(w.blockers))`,
    [gate],
  );
  return rows[0]!.count;
}
