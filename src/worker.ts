import 'reflect-metadata';

import { stdout } from 'node:process';

import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';
import { SystemClock } from './kernel/clock.js';
import { readConfig } from './platform/config/config.js';
import { JobsRunner } from './platform/jobs/jobs-runner.js';
import { openDatabase, runProcess } from './start.js';

const log = (line: string): void => void stdout.write(`${line}\n`);

/** The jobs alone, without HTTP, beside an API that runs with JOBS_IN_API=false. */
await runProcess(async () => {
  const config = readConfig();
  const database = await openDatabase(config, { embed: false, log });
  const app = await NestFactory.createApplicationContext(
    AppModule.with({ config, clock: new SystemClock(), database: { url: database.url, poolSize: config.databasePoolSize } }),
    { logger: config.logLevel === 'silent' ? ['fatal'] : ['error', 'warn', 'fatal'], abortOnError: false },
  );
  await app.get(JobsRunner).start();
  log('Les tâches tournent / the jobs are running');
  return () => app.close();
});
