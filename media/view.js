// The page of a picture: shows what it is sent, opens what is chosen by mouse or keyboard, exports, zooms.
(() => {
  const vscode = acquireVsCodeApi();
  const element = (id) => document.getElementById(id);
  const picture = element('picture');
  const ram = element('ram');
  const saved = { zoom: 1, ram: '', ...vscode.getState() };
  const save = () => vscode.setState(saved);

  // What a picture may hold. Anything else is left out, whoever sent it.
  const ELEMENTS = new Set(['svg', 'g', 'rect', 'path', 'line', 'circle', 'ellipse', 'text', 'tspan', 'title', 'desc']);
  const ATTRIBUTES = /^(?!on|style$|href$|xlink)[a-z][\w-]*$/i;
  const read = (text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    if (root.localName !== 'svg') return undefined;
    for (const node of [root, ...root.querySelectorAll('*')]) {
      if (!ELEMENTS.has(node.localName)) node.remove();
      else for (const { name } of [...node.attributes]) if (!ATTRIBUTES.test(name)) node.removeAttribute(name);
    }
    return document.importNode(root, true);
  };

  // A link is known again by its file and which of that file's links it is: lines move as one types.
  const links = (uri) => [...picture.querySelectorAll('[tabindex]')].filter((link) => link.getAttribute('data-uri') === uri);
  const focused = () => {
    const link = picture.contains(document.activeElement) ? document.activeElement : undefined;
    const uri = link?.getAttribute('data-uri');
    return uri == null ? undefined : { uri, nth: links(uri).indexOf(link) };
  };

  const resize = () => {
    const svg = picture.querySelector('svg');
    if (!svg) return;
    const { width, height } = svg.viewBox.baseVal;
    // One that is a little too tall is shown whole; never much smaller than it is drawn.
    const room = window.innerHeight - picture.offsetTop - 52;
    const fit = saved.zoom === 1 ? Math.min(1, Math.max(0.88, room / height)) : saved.zoom;
    svg.setAttribute('width', String(width * fit));
    svg.removeAttribute('height');
    svg.classList.toggle('zoomed', saved.zoom !== 1);
  };

  const show = ({ svg, text, ram: chosen, host }) => {
    const before = focused();
    const { scrollLeft, scrollTop } = picture;
    const { scrollX, scrollY } = window;
    const drawn = svg === '' ? undefined : read(svg);
    picture.replaceChildren(...(drawn ? [drawn] : []));
    resize();
    element('text').textContent = text;
    if (!drawn) element('words').open = true;
    const status = drawn?.querySelector('desc')?.textContent ?? '';
    if (element('status').textContent !== status) element('status').textContent = status;
    if (ram) {
      if (host) ram.options[0].textContent = host;
      if (![...ram.options].some(({ value }) => value === chosen)) ram.add(new Option(`${chosen.slice(0, -1)} ${chosen.slice(-1)}B`, chosen), ram.options.length - 1);
      ram.value = chosen;
      saved.ram = chosen;
      save();
    }
    if (before) (links(before.uri)[before.nth] ?? links(before.uri).at(-1))?.focus({ preventScroll: true });
    picture.scrollTo(scrollLeft, scrollTop);
    window.scrollTo(scrollX, scrollY);
  };
  window.addEventListener('message', ({ data }) => {
    if (data?.type === 'show') show(data);
  });

  const open = (target) => {
    const link = target.closest?.('[data-uri]');
    if (link) vscode.postMessage({ type: 'open', uri: link.getAttribute('data-uri'), line: Number(link.getAttribute('data-line') ?? 0) });
  };
  picture.addEventListener('click', ({ target }) => open(target));
  picture.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open(event.target);
  });

  // What is pointed at, or has the focus, stands out with its lines.
  const light = (target) => {
    const svg = picture.querySelector('svg.stack');
    const near = target?.closest?.('[data-id], .wire');
    const id = near?.getAttribute('data-id');
    svg?.classList.toggle('lit', Boolean(near));
    for (const wire of svg?.querySelectorAll('.wire') ?? []) wire.classList.toggle('near', wire === near || (id != null && (wire.getAttribute('data-from') === id || wire.getAttribute('data-to') === id)));
  };
  picture.addEventListener('mouseover', ({ target }) => light(target));
  picture.addEventListener('mouseleave', () => light(document.activeElement));
  picture.addEventListener('focusin', ({ target }) => light(target));
  picture.addEventListener('focusout', () => light(undefined));

  window.addEventListener('resize', resize);
  const zoom = (factor) => {
    saved.zoom = Math.min(4, Math.max(0.25, saved.zoom * factor));
    save();
    resize();
  };
  element('zoom-in').addEventListener('click', () => zoom(1.25));
  element('zoom-out').addEventListener('click', () => zoom(0.8));
  element('export').addEventListener('click', () => vscode.postMessage({ type: 'export' }));
  ram?.addEventListener('change', () => vscode.postMessage({ type: 'ram', ram: ram.value }));
  vscode.postMessage({ type: 'ready', ram: saved.ram });
})();
