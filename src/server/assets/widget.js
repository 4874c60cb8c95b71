// Why: what a foreign page loads: a button, and a frame of this server's origin that holds the chat. Among other people's
// scripts and styles it stays in a shadow root and leaves no global.

(() => {
  const script = document.currentScript;
  const { token = '', workspace, position, accent = '', theme, title = 'Ask about ISO 27001', greeting, label } = script.dataset;
  const id = /^anw_([0-9a-f]{32})_[0-9a-f]{64}$/.exec(token)?.[1];
  if (!id) {
    console.error('Annexa: data-token is no widget key; see `annexa key create --scope widget`.');
    return;
  }
  if (document.querySelector('annexa-chat')) return;
  const home = new URL(script.src).origin;
  const brand = /^#[0-9a-f]{6}$/i.test(accent) ? accent : '#0f5c6e';
  const light = [1, 3, 5].map((at) => (parseInt(brand.slice(at, at + 2), 16) / 255) ** 2.2);
  // Black or white, whichever stands out more.
  const ink = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.18 ? '#000000' : '#ffffff';
  const side = position === 'bottom-left' ? 'left' : 'right';
  const scheme = theme === 'light' || theme === 'dark' ? theme : 'light dark';
  const small = matchMedia('(max-width: 520px), (max-height: 480px)');

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; color-scheme: ${scheme}; }
    [hidden] { display: none !important; }
    button { position: fixed; z-index: 2147483001; bottom: max(20px, env(safe-area-inset-bottom)); ${side}: 20px; display: flex; gap: 10px; align-items: center; justify-content: center;
      box-sizing: border-box; min-width: 56px; height: 56px; padding: 0 16px; border: 0; border-radius: 28px; background: ${brand}; color: ${ink};
      font: 600 15px/1 system-ui, sans-serif; cursor: pointer; box-shadow: 0 2px 6px rgb(0 0 0 / 0.2), 0 8px 24px rgb(0 0 0 / 0.2); }
    button:focus-visible { outline: 3px solid ${brand}; outline-offset: 3px; box-shadow: 0 0 0 3px ${ink}; }
    svg { width: 24px; height: 24px; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    .panel { position: fixed; z-index: 2147483000; bottom: 88px; ${side}: 20px; width: min(408px, 100vw - 40px); height: min(660px, 100dvh - 108px); overflow: hidden; border-radius: 14px;
      background: light-dark(#ffffff, #15191b); color: light-dark(#182023, #e4e9e8); box-shadow: 0 0 0 1px rgb(128 128 128 / 0.25), 0 12px 40px rgb(0 0 0 / 0.28); }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; opacity: 0; }
    .ready iframe { opacity: 1; }
    p { margin: 0; padding: 24px; font: 400 15px/1.5 system-ui, sans-serif; }
    @media (max-width: 520px), (max-height: 480px) { .panel { inset: 0; width: 100%; height: 100%; border-radius: 0; } .ready:not([hidden]) ~ button { display: none; } }
    @media print { :host { display: none !important; } }`);

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const line = picture.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  const word = make('p', { role: 'status' });
  const panel = make('div', { class: 'panel', id: 'panel' }, word);
  const button = make('button', { 'aria-haspopup': 'dialog', 'aria-controls': 'panel' }, picture, ...(label ? [make('span', {}, label)] : []));
  const host = document.createElement('annexa-chat');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [style];
  shadow.append(panel, button);
  let frame = null;
  let patience = 0;
  let stilled = [];

  const tell = () => frame.contentWindow?.postMessage({ annexa: 1, type: 'open', token, workspace, title, greeting, theme, brand, ink }, home);

  function show(opened) {
    panel.hidden = !opened;
    button.setAttribute('aria-expanded', String(opened));
    button.setAttribute('aria-label', opened ? 'Close the chat' : label || title);
    line.setAttribute('d', opened ? 'M6 6l12 12M18 6L6 18' : 'M4 5.5h16v11h-8L7.5 20v-3.5H4zM8 9.5h8M8 12.5h5');
    // Behind a chat that fills the screen, nothing of the page can be reached.
    for (const node of stilled) node.inert = false;
    stilled = opened && small.matches ? [...document.body.children].filter((node) => node !== host && !node.inert) : [];
    for (const node of stilled) node.inert = true;
  }

  function load() {
    word.textContent = 'Opening the chat…';
    frame = make('iframe', { src: `${home}/widget/frame/key_${id}`, title, sandbox: 'allow-scripts allow-same-origin', referrerpolicy: 'no-referrer' });
    frame.addEventListener('load', tell);
    panel.append(frame);
    // A frame that may not be shown here, or whose server is down, says nothing.
    patience = setTimeout(() => {
      word.textContent = 'The chat cannot be shown here: it is switched off, or not meant for this page.';
      frame.remove();
      frame = null;
    }, 8000);
  }

  function open() {
    show(true);
    if (!frame) load();
    else tell();
    frame.focus();
  }

  function close() {
    show(false);
    button.focus();
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home || data?.annexa !== 1) return;
    if (data.type === 'close') close();
    if (data.type === 'ready') {
      clearTimeout(patience);
      word.textContent = '';
      panel.classList.add('ready');
    }
  });
  button.addEventListener('click', () => (panel.hidden ? open() : close()));
  shadow.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !panel.hidden) close(); });
  small.addEventListener('change', () => show(!panel.hidden));
  show(false);
  if (document.body) document.body.append(host);
  else addEventListener('DOMContentLoaded', () => document.body.append(host));
})();
