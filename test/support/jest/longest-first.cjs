// Jest begins with what took longest the last time; on a machine where it never ran, these would come late and hold one worker alone.

const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = [
  'test/demo.spec.ts',
  'test/simulation/simulation.spec.ts',
  'test/tour.spec.ts',
  'test/access/access-matrix.spec.ts',
];
/** All others come after, in Jest's own order. */
const rank = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.endsWith(name));
  return place === -1 ? LONGEST.length : place;
};

module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    return (await super.sort(tests)).sort((one, other) => rank(one) - rank(other));
  }
};
