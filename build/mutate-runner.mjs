// A test runner for Stryker: its own for vitest, but quicker, and asked for one mutant in `mutantSample.every` alone. Ids
// count mutants in the order of files and places, so each such sample lies evenly over all of them.
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import * as vitest from '@stryker-mutator/vitest-runner';
import { BaseSequencer } from 'vitest/node';

/** Asks the files that answer soonest first: the first failure ends a mutant's run. */
class QuickFirst extends BaseSequencer {
  async sort(files) {
    const duration = ({ project, moduleId }) => this.ctx.cache.getFileTestResults(`${project.name}:${moduleId.slice(project.config.root.length)}`)?.duration ?? 0;
    return [...files].sort((a, b) => duration(a) - duration(b));
  }
}

function sampled(injector) {
  const runner = vitest.strykerPlugins[0].factory(injector);
  const { every, seed } = injector.resolve(commonTokens.options).mutantSample;
  const [init, mutantRun] = [runner.init.bind(runner), runner.mutantRun.bind(runner)];
  runner.init = async () => {
    await init();
    runner.ctx.config.sequence.sequencer = QuickFirst;
    // One mutant's test files share their modules; the next mutant has a new worker.
    for (const { config } of runner.ctx.projects) config.poolOptions.threads.isolate = config.isolate = false;
  };
  runner.mutantRun = async (options) => (Number(options.activeMutant.id) % every === seed % every ? mutantRun(options) : { status: 'error', errorMessage: 'not in the sample' });
  return runner;
}
sampled.inject = tokens(commonTokens.injector);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'vitest-sample', sampled)];
export const strykerValidationSchema = {
  ...vitest.strykerValidationSchema,
  properties: { ...vitest.strykerValidationSchema.properties, mutantSample: { type: 'object', properties: { every: { type: 'integer' }, seed: { type: 'integer' } } } },
};
