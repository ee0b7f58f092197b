import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';

const ID = 'quadlet-stack.quadlet-stack';
/** Title of each step → what its button says, and what is shown when it is pressed. */
const STEPS = [
  ['Begin a stack', 'New Stack…', { selector: '.quick-input-widget .monaco-list-row', text: 'PostgreSQL' }],
  ['Read the red lines', 'Open Problems', { selector: '.markers-panel' }],
  ['See the generated service', 'Show Generated Service', { selector: '.notification-list-item-message', text: 'Open a Quadlet unit first' }],
  ['Tune for your RAM', 'Tune for RAM…', { selector: '.quick-input-widget .monaco-list-row', text: '8 GB' }],
  ['See the whole stack', 'Show Stack', { selector: '#picture svg' }],
] as const;

test('the walkthrough shows its steps, and their buttons do what they say', async () => {
  for (const [step, button, shown] of STEPS) {
    // VS Code learns of walkthroughs a while after it has started, and shows another one until then.
    await until('the walkthrough', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${ID}#start`);
      return screen.waitFor({ selector: '.getting-started-step .step-title', text: step, patience: 1500 }).then(() => true, () => false);
    });
    await screen.click({ selector: '.getting-started-step .step-title', text: step });
    await screen.shot(`walkthrough-${step.toLowerCase().replaceAll(' ', '-')}`);
    // The page beside the steps may take the focus while it loads, which closes what was just opened.
    await until(`what ${button} shows`, async () => {
      await screen.click({ selector: '.getting-started-step.expanded .monaco-button', text: button, patience: 1500 }).catch(() => undefined);
      return screen.waitFor({ ...shown, patience: 1500 }).then(() => true, () => false);
    });
    await screen.press('Escape');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
}, NO_SCREEN);
