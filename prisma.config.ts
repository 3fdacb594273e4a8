// The Prisma command line looks for its native schema engine at start and tries to download it where it is missing.
// `generate`, `validate` and `format` do not use it: any executable stands in for it, so they work offline.
// Migrations are applied by prisma/migrate.ts with the WebAssembly build of the same engine.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

import { defineConfig } from 'prisma/config';

export default defineConfig({ schema: 'prisma/schema.prisma' });
