// `npm run demo`: the real call of 2023 in Occitanie, replayed through HTTP by its actors on an embedded PostgreSQL.

import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { runDemo } from './run.js';

const started = performance.now();
const progress = (line: string): void => {
  console.log(`[${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s] ${line}`);
};

const { passed, printed, artefacts, minutes, payments, openData } = await runDemo({
  dataDir: '.data/demo',
  secret: randomBytes(48).toString('base64url'),
  progress,
});
mkdirSync('out', { recursive: true });
for (const [name, content] of Object.entries(artefacts)) writeFileSync(`out/${name}`, `${JSON.stringify(content, null, 2)}\n`);
for (const [folder, files] of Object.entries({ minutes, payments, 'open-data': openData })) {
  // Those of an earlier run have other numbers and hashes.
  rmSync(`out/${folder}`, { recursive: true, force: true });
  mkdirSync(`out/${folder}`);
  for (const [name, content] of Object.entries(files)) writeFileSync(`out/${folder}/${name}`, content);
}
console.log(printed);
const files = Object.keys(artefacts).map((name) => `out/${name}`);
const folders = [
  'les procès-verbaux (PDF et JSON) dans out/minutes/',
  'les ordres de paiement (pain.001) dans out/payments/',
  'les données essentielles dans out/open-data/',
];
progress(`artefacts : ${[...files, ...folders].join(', ')}`);
process.exitCode = passed ? 0 : 1;
