import type { Login } from '../../src/platform/database/roles.js';

/** Where the global setup leaves the server's address for the workers that Jest starts afterwards. */
export const SERVER_VARIABLE = 'COFUND_TEST_SERVER';
export const TEST_DATABASE_PREFIX = 'cofund_test_';

export interface TestServer {
  /** Login that creates and drops databases. */
  adminUrl: string;
  template: string;
  owner: Login;
  app: Login;
}

export function databaseUrl(server: TestServer, login: Login | undefined, database: string): string {
  const url = new URL(server.adminUrl);
  if (login) {
    url.username = login.name;
    url.password = login.password;
  }
  url.pathname = `/${database}`;
  return url.toString();
}
