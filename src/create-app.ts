import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import { fastifyAdapter, prepareServer } from './platform/http/server.js';
import type { Foundation } from './platform/platform.module.js';

/** The whole application, ready to `listen` (the demo, main) or to `init` and `inject` (specs). */
export async function createApp(foundation: Foundation): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(foundation), fastifyAdapter(foundation.config), {
    logger: foundation.config.logLevel === 'silent' ? ['fatal'] : ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  await prepareServer(app);
  return app;
}
