// Settings from the environment, read once and checked: a wrong one stops the start with a sentence, not a stack.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Address that mails and problem pages refer to, without a trailing slash. */
  readonly publicUrl: string;
  /** Login of the application; unset: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Given: the migrations are applied at the start, before anything else. */
  readonly databaseOwnerUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly redisUrl: string | undefined;
  /** Start of every Redis key: two installations that share a Redis must differ here. */
  readonly redisPrefix: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Base address of the API Recherche d'entreprises; unset: SIRETs are checked by their key alone, and stay to be verified. */
  readonly sireneApiUrl: string | undefined;
  readonly dataDir: string;
  /** HMAC key of access tokens and request fingerprints, at least 32 bytes. */
  readonly secret: string;
  /** Ed25519 private key (PEM) that signs receipts; unset: one made once under `dataDir` outside production. */
  readonly receiptSigningKey: string | undefined;
  readonly accessTokenMinutes: number;
  readonly refreshTokenHours: number;
  readonly sessionHours: number;
  /** True: the API process also runs the jobs. */
  readonly jobsInApi: boolean;
  /** Tries of a job before it is kept as failed, and milliseconds before the second one; each further wait doubles. */
  readonly jobAttempts: number;
  readonly jobBackoffMs: number;
  /** Jobs run at the same time by one process. */
  readonly jobConcurrency: number;
  /** Seconds between two passes of the clock over calls that should open or close. */
  readonly tickSeconds: number;
  /** Hour (0 to 23) and time zone of the daily digest of notifications, for who has chosen none. */
  readonly digestHour: number;
  readonly digestTimeZone: string;
  /** Minutes after which a decision without its letter, or a letter that never left, raises an alarm. */
  readonly letterAlarmMinutes: number;
  readonly logLevel: string;
  /** Addresses or networks of our own proxies, whose X-Forwarded-* are believed; false: none. */
  readonly trustProxy: string | false;
  /** Requests per minute and client address; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** Requests per 15 seconds and client address on the authentication routes; 0: no limit. */
  readonly authRateLimit: number;
  /** People who may follow a session live at the same time, in one process. */
  readonly liveConnections: number;
  /** Interactive API page; closed in production unless asked for. */
  readonly docsOpen: boolean;
  /** Bearer token of /metrics; unset: open outside production, closed in production. */
  readonly metricsToken: string | undefined;
  /** Folder of partial uploads and, without S3, of the stored files. */
  readonly storageDir: string;
  /** Given: files are kept in this bucket. */
  readonly s3: S3Config | undefined;
  /** clamd, `tcp://host:port` or a socket's path; unset: files are not scanned, and say so. */
  readonly clamdUrl: string | undefined;
  /** Largest file, and all the files of one application together, in bytes. */
  readonly maxFileBytes: number;
  readonly maxDossierBytes: number;
  /** Seconds within which a body must make progress, or is refused. */
  readonly uploadStallSeconds: number;
  /** Optimisations computed at the same time by one process, each in a thread of its own; beyond, 503. */
  readonly optimiserThreads: number;
}

export interface S3Config {
  /** Endpoint; unset: Amazon's own of the region. */
  readonly url: string | undefined;
  readonly bucket: string;
  readonly region: string;
  /** Unset: the SDK's own chain (environment, instance role). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(environment: Environment = process.env): Config {
  const text = (name: string, fallback?: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === undefined || value === '' ? fallback : value;
  };
  const whole = (name: string, fallback: number, min: number, max: number): number => {
    const value = Number(text(name, String(fallback)));
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new ConfigError(
        `${name} : nombre entier attendu entre ${min} et ${max} / whole number expected from ${min} to ${max}`,
      );
    }
    return value;
  };
  const flag = (name: string, fallback: boolean): boolean => {
    const value = text(name, String(fallback));
    if (value !== 'true' && value !== 'false') throw new ConfigError(`${name} : true ou false attendu / true or false expected`);
    return value === 'true';
  };
  const zone = (name: string, fallback: string): string => {
    const value = text(name, fallback) ?? fallback;
    try {
      return new Intl.DateTimeFormat('fr', { timeZone: value }).resolvedOptions().timeZone;
    } catch {
      throw new ConfigError(`${name} : fuseau horaire attendu, comme Europe/Paris / time zone expected, such as Europe/Paris`);
    }
  };
  const production = text('NODE_ENV') === 'production';
  const dataDir = resolve(text('DATA_DIR', '.data') ?? '.data');
  const port = whole('PORT', 3000, 0, 65535);
  return {
    production,
    host: text('HOST', '127.0.0.1') ?? '127.0.0.1',
    port,
    publicUrl: (text('PUBLIC_URL') ?? `http://127.0.0.1:${port}`).replace(/\/$/, ''),
    databaseUrl: text('DATABASE_URL'),
    databaseOwnerUrl: text('DATABASE_OWNER_URL'),
    databasePoolSize: whole('DATABASE_POOL_SIZE', 10, 1, 200),
    redisUrl: text('REDIS_URL'),
    redisPrefix: text('REDIS_PREFIX', 'cofund') ?? '',
    smtpUrl: text('SMTP_URL'),
    mailFrom: text('MAIL_FROM', 'Fonds d’innovation <ne-pas-repondre@cofund.invalid>') ?? '',
    sireneApiUrl: text('SIRENE_API_URL'),
    dataDir,
    secret: secretOf(text('JWT_SECRET'), production, dataDir),
    // A PEM on one line of an .env file: its line breaks written \n.
    receiptSigningKey: text('RECEIPT_SIGNING_KEY')?.replaceAll('\\n', '\n'),
    accessTokenMinutes: whole('ACCESS_TOKEN_MINUTES', 10, 1, 60),
    refreshTokenHours: whole('REFRESH_TOKEN_HOURS', 2, 1, 72),
    sessionHours: whole('SESSION_HOURS', 12, 1, 72),
    jobsInApi: flag('JOBS_IN_API', true),
    jobAttempts: whole('JOB_ATTEMPTS', 5, 1, 20),
    jobBackoffMs: whole('JOB_BACKOFF_MS', 1_000, 10, 60_000),
    jobConcurrency: whole('JOB_CONCURRENCY', 5, 1, 50),
    tickSeconds: whole('TICK_SECONDS', 30, 1, 3600),
    digestHour: whole('DIGEST_HOUR', 7, 0, 23),
    digestTimeZone: zone('DIGEST_TIME_ZONE', 'Europe/Paris'),
    letterAlarmMinutes: whole('LETTER_ALARM_MINUTES', 15, 1, 1440),
    logLevel: text('LOG_LEVEL', 'info') ?? 'info',
    trustProxy: text('TRUST_PROXY') ?? false,
    rateLimitPerMinute: whole('RATE_LIMIT_PER_MINUTE', 3000, 0, 1_000_000),
    authRateLimit: whole('AUTH_RATE_LIMIT_PER_15_SECONDS', 25, 0, 1_000_000),
    liveConnections: whole('LIVE_CONNECTIONS', 500, 1, 10_000),
    docsOpen: flag('DOCS_PUBLIC', !production),
    metricsToken: text('METRICS_TOKEN'),
    storageDir: resolve(text('STORAGE_DIR') ?? join(dataDir, 'storage')),
    s3: s3Of(text),
    clamdUrl: clamdOf(text('CLAMD_URL')),
    maxFileBytes: whole('MAX_FILE_MB', 25, 1, 1_000) * MEBIBYTE,
    maxDossierBytes: whole('MAX_DOSSIER_MB', 500, 1, 100_000) * MEBIBYTE,
    uploadStallSeconds: whole('UPLOAD_STALL_SECONDS', 15, 1, 30),
    optimiserThreads: whole('OPTIMISER_THREADS', 1, 1, 8),
  };
}

const MEBIBYTE = 1024 * 1024;

/** None without a bucket. */
function s3Of(text: (name: string, fallback?: string) => string | undefined): S3Config | undefined {
  const bucket = text('S3_BUCKET');
  const url = text('S3_URL');
  if (bucket === undefined) {
    if (url === undefined) return undefined;
    throw new ConfigError('S3_BUCKET est obligatoire avec S3_URL / is required with S3_URL');
  }
  const accessKeyId = text('S3_ACCESS_KEY');
  const secretAccessKey = text('S3_SECRET_KEY');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError('S3_ACCESS_KEY et S3_SECRET_KEY vont ensemble / go together');
  }
  const credentials = accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  return { url, bucket, region: text('S3_REGION', 'us-east-1') ?? '', credentials };
}

function clamdOf(url: string | undefined): string | undefined {
  if (url === undefined || /^tcp:\/\/[^/:]+:\d{1,5}$/.test(url) || url.startsWith('/')) return url;
  throw new ConfigError('CLAMD_URL : tcp://hôte:port ou /chemin/du/socket attendu / tcp://host:port or /path/of/socket expected');
}

/** The given secret; otherwise one made once and kept beside the data, readable by its owner alone. Production must give one. */
function secretOf(given: string | undefined, production: boolean, dataDir: string): string {
  if (given !== undefined) {
    if (Buffer.byteLength(given) < 32) throw new ConfigError('JWT_SECRET : 32 octets au moins / at least 32 bytes');
    return given;
  }
  if (production) throw new ConfigError('JWT_SECRET est obligatoire en production / is required in production');
  const path = join(dataDir, 'secret');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(dirname(path), { recursive: true });
  const secret = randomBytes(48).toString('base64url');
  writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}

/** Injection token. */
export const CONFIG = Symbol('Config');
