import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Controller, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Refusal } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import { RawJson, type Answer } from '../workflow/request.js';
import { PUBLIC } from './access.js';
import { ApiDocument } from './api-document.js';
import { Read } from './routes.js';

const TYPES: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript', png: 'image/png' };
/** Of Swagger UI, what the page needs; nothing else of the package can be asked for. */
const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);
// Everything comes from this server. Swagger UI's style sheet holds its icons as data: images.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cofund : API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<noscript><p>Cette page a besoin de JavaScript ; la description est à l’adresse <a href="/v1/openapi.json">/v1/openapi.json</a>.</p>
<p lang="en">This page needs JavaScript; the description is at <a href="/v1/openapi.json">/v1/openapi.json</a>.</p></noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
// `validatorUrl: null`: by default the page sends the description's address to an outside host.
const START = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

/** The API's description, and a page to try it. Both closed in production unless opened on purpose. */
@Controller()
export class DocsController {
  private readonly files = new Map<string, Buffer>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly document: ApiDocument,
  ) {}

  @Read('v1/openapi.json', { access: PUBLIC, summary: 'This description, OpenAPI 3.1', media: 'application/json' })
  async openapi(): Promise<Answer<RawJson>> {
    this.checkOpen();
    return { body: new RawJson(await this.document.text()) };
  }

  @Read('docs', { access: PUBLIC, summary: 'Page to read and try the API', media: 'text/html' })
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    this.checkOpen();
    reply.header('content-security-policy', POLICY).header('content-type', 'text/html; charset=utf-8');
    return PAGE;
  }

  @Read('docs/:file', { access: PUBLIC, summary: 'Style sheet and scripts of that page', media: '*/*' })
  file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    this.checkOpen();
    if (name !== 'start.js' && !ASSETS.has(name)) throw new Refusal('not-found');
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    reply.header('content-type', type.startsWith('text/') ? `${type}; charset=utf-8` : type);
    reply.header('cache-control', 'public, max-age=3600');
    return this.read(name);
  }

  private read(name: string): Buffer {
    let content = this.files.get(name);
    if (content === undefined) {
      content = name === 'start.js' ? Buffer.from(START) : readFileSync(join(assetsFolder(), name));
      this.files.set(name, content);
    }
    return content;
  }

  private checkOpen(): void {
    if (!this.config.docsOpen) throw new Refusal('not-found');
  }
}

function assetsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
