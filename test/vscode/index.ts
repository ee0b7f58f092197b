import { names, runAll } from './runner.ts';
import './installed.ts';
import './activation.ts';
import './editing.ts';
import './features.ts';
import './preview.ts';
import './tuning.ts';
import './pictures.ts';
import './programs.ts';
import './commands.ts';
import './walkthrough.ts';
import './stacks.ts';
import './config.ts';
import './folders.ts';
import './recovery.ts';

/** What @vscode/test-electron and its stand-in call: resolves where every test passed. */
export const run = runAll;
export { names };
