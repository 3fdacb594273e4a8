import { Controller, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { PUBLIC, roles } from '../http/access.js';
import { Read } from '../http/routes.js';
import type { Answer } from '../workflow/request.js';
import { HealthView, LiveView, ReadyView } from './health.dto.js';
import { Health } from './health.service.js';

@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Read('health/live', { access: PUBLIC, summary: 'The process answers', answer: LiveView })
  live(): Answer<LiveView> {
    return { body: { status: 'up' } };
  }

  @Read('health/ready', { access: PUBLIC, summary: 'The process can serve: its dependencies answer', answer: ReadyView })
  ready(): Promise<Answer<ReadyView>> {
    return this.health.ready();
  }

  @Read('health', { access: roles('ADMINISTRATOR', 'AUDITOR'), summary: 'Dependencies and jobs', answer: HealthView })
  details(): Promise<Answer<HealthView>> {
    return this.health.details();
  }

  @Read('metrics', {
    access: PUBLIC,
    summary: 'Metrics, in Prometheus text format',
    media: 'text/plain',
    description: 'Asks for the operator’s own bearer token; closed in production where none is set.',
  })
  async metrics(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { text, contentType } = await this.health.metrics(authorization);
    void reply.header('content-type', contentType).send(text);
  }
}
