// A test runner for Stryker: its own for vitest, but quicker.
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

function quick(injector) {
  const runner = vitest.strykerPlugins[0].factory(injector);
  const init = runner.init.bind(runner);
  runner.init = async () => {
    await init();
    runner.ctx.config.sequence.sequencer = QuickFirst;
    // One mutant's test files share their modules; the next mutant has a new worker.
    for (const { config } of runner.ctx.projects) config.poolOptions.threads.isolate = config.isolate = false;
  };
  return runner;
}
quick.inject = tokens(commonTokens.injector);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'vitest-quick', quick)];
export const { strykerValidationSchema } = vitest;
