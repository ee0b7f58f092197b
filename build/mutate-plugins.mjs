// For Stryker: a test runner (its own for vitest, but quicker), and a reporter that tells each survivor at once.
import fs from 'node:fs';
import path from 'node:path';
import { commonTokens, declareClassPlugin, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
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

/** `FILE:LINE:COLUMN survived: WHAT STOOD THERE → WHAT IT BECAME`. */
class Survivors {
  onMutantTested({ fileName, location: { start, end }, status, replacement }) {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    const lines = fs.readFileSync(fileName, 'utf8').split('\n').slice(start.line - 1, end.line);
    lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
    lines[0] = lines[0].slice(start.column - 1);
    const short = (text) => text.replace(/\s+/g, ' ').replace(/^(.{70}).*(.{20})$/, '$1 … $2');
    console.log(`${path.relative('.', fileName)}:${start.line}:${start.column} ${status === 'Survived' ? 'survived' : 'not covered'}: ${short(lines.join('\n'))} → ${short(replacement)}`);
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'vitest-quick', quick), declareClassPlugin(PluginKind.Reporter, 'survivors', Survivors)];
export const { strykerValidationSchema } = vitest;
