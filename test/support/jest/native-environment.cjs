// The specs run in Node itself, not in a context of Jest's own (docs/adr/0038-native-specs.md): what a spec file leaves behind in the
// process is put back after it.

const CIRCUS = ['JEST_STATE_SYMBOL', 'EVENT_HANDLERS'];

module.exports = class NativeEnvironment {
  constructor() {
    this.global = globalThis;
    this.env = { ...process.env };
    this.exit = process.exit;
  }

  /** Asked for by Jest's worker, and given to a runtime that has contexts: ours has none. */
  getVmContext() {
    return null;
  }

  async setup() {}

  async teardown() {
    process.exit = this.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.env)) delete process.env[name];
    Object.assign(process.env, this.env);
    // The state of this file's describe and it, and with it all that its tests hold on to.
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (CIRCUS.includes(symbol.description)) Reflect.deleteProperty(globalThis, symbol);
  }
};
