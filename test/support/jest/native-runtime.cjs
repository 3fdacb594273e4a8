// Loads spec files with Node's own import: a module is compiled once a worker, not once a spec file (docs/adr/0038-native-specs.md).
// Jest's describe, it, expect, timeouts and reports are untouched.

const { randomUUID } = require('node:crypto');
const { readFileSync, rmSync, mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

const { transformSync } = require('@swc/core');

/** Of TypeScript sources, made when a stack is told. */
class SourceMaps extends Map {
  get(source) {
    if (!/^file:.*\.ts(\?|$)/.test(source)) return undefined;
    const known = super.get(source);
    if (known !== undefined) return known;
    this.folder ??= mkdtempSync(join(tmpdir(), 'cofund-maps-'));
    const filename = fileURLToPath(source);
    const file = join(this.folder, `${randomUUID()}.map`);
    writeFileSync(file, transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps: true }).map);
    this.set(source, file);
    return file;
  }

  remove() {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = class NativeRuntime {
  sourceMaps = new SourceMaps();

  /** jest-circus keeps its state in its module: each spec file has a new one. */
  requireInternalModule(path) {
    delete require.cache[path];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    await import('../swc-loader.mjs');
    // A query, so that a spec file that is run again is evaluated again.
    return import(`${pathToFileURL(path).href}?${randomUUID()}`);
  }

  getSourceMaps() {
    return this.sourceMaps;
  }

  teardown() {
    this.sourceMaps.remove();
  }

  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  getAllCoverageInfoCopy() {
    return undefined;
  }
};
