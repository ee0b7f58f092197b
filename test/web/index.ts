import { names, runAll } from '../vscode/runner.ts';
import '../vscode/activation.ts';
import '../vscode/editing.ts';
import '../vscode/preview.ts';
import '../vscode/tuning.ts';
import '../vscode/pictures.ts';
import '../vscode/commands.ts';
import '../vscode/walkthrough.ts';
import '../vscode/stacks.ts';
import './virtual.ts';

/** What the extension host of the browser calls: the tests of the desktop, and those of what is otherwise in a browser. */
export const run = runAll;
export { names };
