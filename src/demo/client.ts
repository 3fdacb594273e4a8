// A person at the other end of HTTP: own password, own token, nothing but the public API.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { ProblemBody } from '../platform/http/problem.filter.js';
import type { DocumentView } from '../features/documents/documents.views.js';
import { LOGIN, under, type Address } from './addresses.js';

export type Problem = ProblemBody;

export type Reply<View> =
  | { readonly ok: true; readonly body: View; readonly etag: string | undefined }
  | { readonly ok: false; readonly body: Problem; readonly etag: string | undefined };

/** Of one request, when the server is busy. */
const ATTEMPTS = 10;

class UnexpectedAnswer extends Error {}

interface Sent {
  readonly token?: string;
  readonly body?: object | undefined;
  /** A file, instead of JSON. */
  readonly file?: Buffer | undefined;
  /** Media type of the file. */
  readonly media?: string | undefined;
  readonly ifMatch?: string | undefined;
}

export class Http {
  requests = 0;
  /** Counts the servers: a token of one is none of the next. */
  server = 0;
  private origin = '';

  moveTo(origin: string): void {
    this.origin = origin;
    this.server += 1;
  }

  async send<View>(method: string, { path }: Address<View>, sent: Sent): Promise<Reply<View>> {
    const key = randomUUID();
    let response = await this.fetch(method, path, sent, key);
    // Other acts hold the same rows: nothing was recorded, and the API says when to ask again.
    for (let attempt = 1; response.status === 503 && attempt <= ATTEMPTS; attempt += 1) {
      await pause(Number(response.headers.get('retry-after') ?? 1) * 1000);
      response = await this.fetch(method, path, sent, key);
    }
    const etag = response.headers.get('etag') ?? undefined;
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    // The one place where JSON becomes a type: the specs hold the API to its documented views.
    return response.ok ? { ok: true, body: answer as View, etag } : { ok: false, body: answer as Problem, etag };
  }

  /** A file, as sent. */
  async download({ path }: Address<unknown>, token: string): Promise<Buffer> {
    const response = await this.fetch('GET', path, { token });
    if (!response.ok) throw new UnexpectedAnswer(`GET ${path}: ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  private fetch(
    method: string,
    path: string,
    { token, body, file, media = 'application/octet-stream', ifMatch }: Sent,
    key: string = randomUUID(),
  ): Promise<Response> {
    this.requests += 1;
    return fetch(`${this.origin}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(file !== undefined && { 'content-type': media }),
        ...(method === 'POST' && { 'idempotency-key': key }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: new Uint8Array(file) }),
    });
  }
}

/** @throws UnexpectedAnswer with the problem's own words when the API refused */
export function accepted<View>(reply: Reply<View>, what: string): View {
  if (reply.ok) return reply.body;
  throw new UnexpectedAnswer(`${what}: ${JSON.stringify(reply.body)}`);
}

/** @throws UnexpectedAnswer when the API did not refuse */
export function refusal(reply: Reply<unknown>, what: string): Problem {
  if (!reply.ok) return reply.body;
  throw new UnexpectedAnswer(`${what}: should have been refused`);
}

export class Person {
  private token: Promise<string> | undefined;
  private expiresAt = 0;
  private server = 0;

  constructor(
    private readonly http: Http,
    readonly id: string,
    readonly name: string,
    private readonly email: string,
    private readonly password: string,
    private readonly now: () => Date,
  ) {}

  async get<View>(at: Address<View>): Promise<View> {
    return accepted(await this.request('GET', at), `${this.name}: GET ${at.path}`);
  }

  async post<View>(at: Address<View>, body: object = {}, ifMatch?: string): Promise<View> {
    return accepted(await this.request('POST', at, body, ifMatch), `${this.name}: POST ${at.path}`);
  }

  async edit<View>(at: Address<View>, body: object): Promise<View> {
    const reply = await this.request('PATCH', at, body, await this.versionOf(at));
    return accepted(reply, `${this.name}: PATCH ${at.path}`);
  }

  /** Announces a file, then sends it. */
  async upload(at: Address<DocumentView>, code: string, file: Buffer): Promise<DocumentView> {
    const { id } = await this.post(at, { code, fileName: `${code.toLowerCase()}.pdf`, size: file.length });
    const content: Address<DocumentView> = { path: `/v1/documents/${id}/content` };
    const reply = await this.http.send('PUT', content, { token: await this.login(), file });
    return accepted(reply, `${this.name}: PUT ${content.path}`);
  }

  /** A file as the body of an act. */
  async sendCsv<View>(at: Address<View>, csv: string): Promise<View> {
    const reply = await this.http.send('POST', at, { token: await this.login(), file: Buffer.from(csv), media: 'text/csv' });
    return accepted(reply, `${this.name}: POST ${at.path}`);
  }

  async download(at: Address<unknown>): Promise<Buffer> {
    return this.http.download(at, await this.login());
  }

  /** Reads the aggregate, then acts on the version just read. */
  async act<View>(at: Address<View>, event: string, body: object = {}): Promise<View> {
    return this.post(under(at, event), body, await this.versionOf(at));
  }

  /** An act that must be refused: answers the problem. */
  async refused(at: Address<unknown>, event: string, body: object = {}): Promise<Problem> {
    const reply = await this.request('POST', under(at, event), body, await this.versionOf(at));
    return refusal(reply, `${this.name}: POST ${at.path}/${event}`);
  }

  async request<View>(method: string, at: Address<View>, body?: object, ifMatch?: string): Promise<Reply<View>> {
    return this.http.send(method, at, { token: await this.login(), body, ifMatch });
  }

  private async versionOf(at: Address<unknown>): Promise<string | undefined> {
    return (await this.request('GET', at)).etag;
  }

  /** The call's calendar runs over years: a token is asked for again when the clock has passed its end, by one act of those under way. */
  private login(): Promise<string> {
    const now = this.now().getTime();
    if (this.token === undefined || now >= this.expiresAt || this.server !== this.http.server) {
      this.server = this.http.server;
      // Until the answer tells how long it lasts.
      this.expiresAt = Infinity;
      this.token = this.logIn(now);
    }
    return this.token;
  }

  private async logIn(now: number): Promise<string> {
    const reply = await this.http.send('POST', LOGIN, { body: { email: this.email, password: this.password } });
    const { accessToken, expiresIn } = accepted(reply, `${this.name} logs in`);
    this.expiresAt = now + expiresIn * 1000 - 1000;
    return accessToken;
  }
}
