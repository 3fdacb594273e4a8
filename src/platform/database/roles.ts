import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';
import { APPLICATION_ROLE } from './connection.js';

export interface Login {
  name: string;
  password: string;
}

/**
 * Creates, or brings up to date, the group role of the application and its two logins. Safe to repeat and to run from two
 * processes at once. Needs a superuser, or a login with CREATEROLE.
 *
 * - `owner` applies the migrations: CREATEROLE (the first migration creates the group role where it is missing), not superuser.
 *   Owning the database is enough to install the trusted extensions (unaccent, pg_trgm).
 * - `app` is what the application connects with: no right of its own beyond its membership of the group role.
 */
export async function ensureRoles(client: ClientBase, owner: Login, app: Login): Promise<void> {
  const ownerName = escapeIdentifier(owner.name);
  const appName = escapeIdentifier(app.name);
  await createRole(client, escapeIdentifier(APPLICATION_ROLE), 'NOLOGIN');
  await createRole(client, ownerName, 'LOGIN CREATEROLE');
  await createRole(client, appName, 'LOGIN');
  // The lock serialises two processes updating the same row of pg_authid ("tuple concurrently updated" otherwise).
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('cofund roles'))`);
    await client.query(`ALTER ROLE ${ownerName} PASSWORD ${escapeLiteral(owner.password)}`);
    await client.query(`ALTER ROLE ${appName} PASSWORD ${escapeLiteral(app.password)}`);
    await client.query(`GRANT ${APPLICATION_ROLE} TO ${ownerName} WITH ADMIN OPTION`);
    await client.query(`GRANT ${APPLICATION_ROLE} TO ${appName}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function createRole(client: ClientBase, name: string, attributes: string): Promise<void> {
  // No CREATE ROLE IF NOT EXISTS in PostgreSQL; a concurrent creation raises either of these two.
  await client.query(
    `DO $$ BEGIN CREATE ROLE ${name} ${attributes}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
}
