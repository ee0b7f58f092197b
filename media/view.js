// The page of a picture: opens what is chosen by mouse or keyboard, exports, zooms. It draws nothing itself.
(() => {
  const vscode = acquireVsCodeApi();
  const picture = document.getElementById('picture');
  const saved = vscode.getState() ?? { zoom: 1 };

  const open = (element) => {
    const target = element.closest?.('[data-uri]');
    if (target) vscode.postMessage({ type: 'open', uri: target.getAttribute('data-uri'), line: Number(target.getAttribute('data-line') ?? 0) });
  };
  picture.addEventListener('click', (event) => open(event.target));
  picture.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open(event.target);
  });

  const svg = picture.querySelector('svg');
  const width = svg?.viewBox.baseVal?.width || svg?.getBoundingClientRect().width || 0;
  const zoom = (factor) => {
    saved.zoom = Math.min(4, Math.max(0.25, saved.zoom * factor));
    vscode.setState(saved);
    if (!svg || saved.zoom === 1) svg?.removeAttribute('width');
    else svg.setAttribute('width', String(width * saved.zoom));
    svg?.removeAttribute('height');
    svg?.classList.toggle('zoomed', saved.zoom !== 1);
  };
  document.getElementById('zoom-in').addEventListener('click', () => zoom(1.25));
  document.getElementById('zoom-out').addEventListener('click', () => zoom(0.8));
  document.getElementById('export').addEventListener('click', () => vscode.postMessage({ type: 'export' }));
  if (saved.zoom !== 1) zoom(1);
})();
