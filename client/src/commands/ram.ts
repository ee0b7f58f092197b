import * as vscode from 'vscode';
import type { Session } from '../extension.ts';

const GB = 1024 ** 3;
const USUAL = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** A size as people type it, made what the command line takes: `12`, `12 gb`, `12GiB` → `12G`; undefined for anything else. */
export function readRam(text: string): string | undefined {
  const match = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([mgt]?)(?:i?b)?\s*$/i.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  return `${match[1]}${(match[2] || 'G').toUpperCase()}`;
}

/** The host's RAM as `23.5G`, where the server knows it. */
export async function hostRam(session: Session): Promise<string | undefined> {
  const host = await session.request('quadletStack/host', {}).then((answer) => answer, () => undefined);
  return host?.memory === undefined ? undefined : `${Math.round((host.memory / GB) * 10) / 10}G`;
}

/** Asks for an amount of RAM: the host's where it is known, the usual ones, or what is typed. */
export async function askRam(session: Session, title: string): Promise<string | undefined> {
  const ram = await hostRam(session);
  const items: (vscode.QuickPickItem & { ram?: string })[] = [];
  if (ram !== undefined) {
    items.push({ label: `${ram.slice(0, -1)} GB`, description: vscode.l10n.t('the host’s'), ram }, { label: '', kind: vscode.QuickPickItemKind.Separator });
  }
  items.push(...USUAL.map((size) => ({ label: `${size} GB`, ram: `${size}G` })));

  const box = vscode.window.createQuickPick<(typeof items)[number]>();
  box.title = title;
  box.placeholder = vscode.l10n.t('Choose, or type an amount such as 12G');
  box.items = items;
  return new Promise((resolve) => {
    box.onDidChangeValue((value) => {
      const typed = readRam(value);
      const label = `${typed?.slice(0, -1)} ${typed?.slice(-1)}B`;
      box.items = typed === undefined ? items : [{ label, ram: typed, alwaysShow: true }, ...items.filter((item) => item.label !== label)];
    });
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.ram ?? readRam(box.value));
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
