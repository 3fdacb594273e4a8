// @ts-check
// The solver's thread: plain JavaScript, so that the same file runs from the sources and from the build. It receives one programme at a
// time as packed arrays, solves it with HiGHS and answers; it knows nothing of what the programme is about.

import { parentPort } from 'node:worker_threads';

import highsModule from 'highs';

/** Less than one unit of a whole objective: what remains cannot hide a better whole solution. */
const WHOLE_GAP = 0.999;

// The package's types describe its CommonJS build; imported as a module, the default export is the loader itself.
const loadHighs = /** @type {typeof highsModule.default} */ (/** @type {unknown} */ (highsModule));
const loading = loadHighs();

/** @param {import('./optimiser.js').PackedMilp} packed */
async function solve(packed) {
  const highs = await loading;
  const { costs, lowers, uppers, rowLowers, rowUppers, starts, indices, coefficients, seconds } = packed;
  const [numCols, numRows] = [costs.length, rowLowers.length];
  const source = {
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: costs,
    colLower: lowers,
    colUpper: uppers,
    rowLower: rowLowers,
    rowUpper: rowUppers,
    matrix: { format: /** @type {const} */ ('csr'), numRows, numCols, starts, indices, values: coefficients },
    integrality: new Int32Array(numCols).fill(highs.constants.variableType.integer),
  };
  return highs.withModel(source, (model) => {
    // A fixed seed and one thread: the same programme gives the same answer.
    model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: WHOLE_GAP, random_seed: 0 });
    model.run();
    const status = model.getModelStatus();
    const { optimal, infeasible, unboundedOrInfeasible } = highs.constants.modelStatus;
    // Every column has finite bounds: nothing here is unbounded.
    const isInfeasible = status === infeasible || status === unboundedOrInfeasible;
    const found = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
    return {
      status: status === optimal ? 'OPTIMAL' : isInfeasible ? 'INFEASIBLE' : 'TIME_LIMIT',
      values: found && !isInfeasible ? model.getSolution().colValue : undefined,
      bound: Number(model.info.get('mip_dual_bound')),
      nodes: Number(model.info.get('mip_node_count')),
      solver: `HiGHS ${highs.version.string} (${highs.version.gitHash.slice(0, 8)})`,
    };
  });
}

parentPort?.on('message', (packed) => {
  solve(packed).then(
    (answer) => parentPort?.postMessage({ answer }),
    (error) => parentPort?.postMessage({ failure: String(error) }),
  );
});
