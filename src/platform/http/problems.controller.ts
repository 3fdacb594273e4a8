import { Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Refusal } from '../../kernel/errors.js';
import { PUBLIC } from './access.js';
import { isProblemCode, problemPage, PROBLEM_PAGE_POLICY } from './problem-page.js';
import { Read } from './routes.js';

@Controller('problems')
export class ProblemsController {
  @Read(':code', { access: PUBLIC, summary: 'What a problem means and what to do', media: 'text/html' })
  page(@Param('code') code: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    if (!isProblemCode(code)) throw new Refusal('not-found');
    reply.header('content-security-policy', PROBLEM_PAGE_POLICY).header('content-type', 'text/html; charset=utf-8');
    return problemPage(code);
  }
}
