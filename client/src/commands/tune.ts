import * as vscode from 'vscode';
import { isRefusal, type TuneParams } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { applyChanges, offerToSave } from './applyChanges.ts';
import { askRam } from './ram.ts';
import { refuse, warn } from './target.ts';

type Choice<K extends keyof TuneParams> = { label: string; description?: string; value: TuneParams[K] };

const profiles = (): Choice<'profile'>[] => [
  { label: 'web', description: vscode.l10n.t('many short requests'), value: 'web' },
  { label: 'mixed', description: vscode.l10n.t('requests and reports'), value: 'mixed' },
  { label: 'oltp', description: vscode.l10n.t('many writing transactions'), value: 'oltp' },
  { label: 'dw', description: vscode.l10n.t('few, large queries'), value: 'dw' },
  { label: 'desktop', description: vscode.l10n.t('a developer’s machine'), value: 'desktop' },
];
const STORAGE: readonly Choice<'storage'>[] = [
  { label: 'ssd', value: 'ssd' },
  { label: 'nvme', value: 'nvme' },
  { label: 'san', value: 'san' },
  { label: 'hdd', value: 'hdd' },
];
const formulas = (): Choice<'formula'>[] => [
  { label: 'safe', description: vscode.l10n.t('stays within the containers’ limits at the worst'), value: 'safe' },
  { label: 'pgtune', description: vscode.l10n.t('PGTune’s formulas, PostgreSQL alone'), value: 'pgtune' },
  { label: 'guide', description: vscode.l10n.t('the usual rules of thumb'), value: 'guide' },
];

/**
 * `Tune for RAM…`: asks for what is not given, shows every change with its reason, applies what is ticked as one edit
 * that one undo takes back.
 */
export async function tuneForRam(session: Session, given?: TuneParams): Promise<void> {
  // A menu hands over the file's Uri: it says which stack is meant, and nothing else.
  const uri = given instanceof vscode.Uri ? given.toString() : given?.uri;
  let params: TuneParams | undefined = given instanceof vscode.Uri || given === undefined ? { uri } : given;
  if (params.ram === undefined) {
    const ram = await askRam(session, vscode.l10n.t('How much RAM has the server?'));
    if (ram === undefined) return;
    params = await refine({ ...params, ram });
    if (params === undefined) return;
  }
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Tuning for {0}…', params.ram ?? '') }, () => session.request('quadletStack/tunePlan', params));
  if (isRefusal(answer)) return refuse(answer.error);
  session.log.info(answer.markdown);
  warn(session, answer.warnings);
  if (answer.changes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Quadlet Stack: everything is tuned for {0} already.', params.ram ?? ''));
    return;
  }
  if (!(await applyChanges({ changes: answer.changes, comment: vscode.l10n.t('Tuned for {0} by Quadlet Stack', params.ram ?? vscode.l10n.t('the host')) }))) return;
  const files = new Set(answer.changes.map((change) => change.uri)).size;
  void offerToSave(vscode.l10n.t('Tuned for {0}: {1} files changed. One undo takes it back.', params.ram ?? '', files));
}

/** Shows the assumptions; Enter goes on, choosing one changes it. Undefined where the user leaves. */
async function refine(params: TuneParams): Promise<TuneParams | undefined> {
  let current = params;
  for (;;) {
    const go = { label: vscode.l10n.t('$(check) Show the changes for {0}', current.ram ?? ''), key: 'go' as const };
    const rows = [
      go,
      { label: '', kind: vscode.QuickPickItemKind.Separator, key: 'go' as const },
      { label: vscode.l10n.t('Profile'), description: current.profile ?? 'web', key: 'profile' as const },
      { label: vscode.l10n.t('CPUs'), description: String(current.cpus ?? vscode.l10n.t('the host’s')), key: 'cpus' as const },
      { label: vscode.l10n.t('Storage'), description: current.storage ?? 'ssd', key: 'storage' as const },
      { label: vscode.l10n.t('Connections'), description: String(current.connections ?? vscode.l10n.t('from the pools')), key: 'connections' as const },
      { label: vscode.l10n.t('Formula'), description: current.formula ?? 'safe', key: 'formula' as const },
    ];
    const picked = await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('Tune for {0}', current.ram ?? ''), placeHolder: vscode.l10n.t('Enter goes on; choose a line to change it') });
    if (picked === undefined) return undefined;
    if (picked.key === 'go') return current;
    current = { ...current, ...(await change(picked.key, current)) };
  }
}

async function change(key: 'profile' | 'cpus' | 'storage' | 'connections' | 'formula', current: TuneParams): Promise<TuneParams> {
  switch (key) {
    case 'profile': return { profile: await pick(profiles(), current.profile) };
    case 'storage': return { storage: await pick(STORAGE, current.storage) };
    case 'formula': return { formula: await pick(formulas(), current.formula) };
    case 'cpus': return { cpus: await askNumber(vscode.l10n.t('How many CPUs?'), 1024, current.cpus) };
    case 'connections': return { connections: await askNumber(vscode.l10n.t('How many connections to PostgreSQL?'), 262_143, current.connections) };
  }
}

const pick = async <T>(items: readonly { label: string; description?: string; value: T }[], current: T): Promise<T> =>
  (await vscode.window.showQuickPick(items))?.value ?? current;

async function askNumber(prompt: string, most: number, current: number | undefined): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    prompt, value: current === undefined ? '' : String(current),
    validateInput: (value) => (value === '' || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most) ? undefined : vscode.l10n.t('A whole number from 1 to {0}, or nothing.', most)),
  });
  if (text === undefined) return current;
  return text === '' ? undefined : Number(text);
}
