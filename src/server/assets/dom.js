// Why: every node of the page is made here from names and text, so no string is ever parsed as markup.

const SVG = 'http://www.w3.org/2000/svg';
const NEVER = new Set(['style', 'srcdoc', 'src', 'action', 'formaction']);

/** The address if it stays on this page or this server, otherwise '#'. */
function localAddress(address) {
  const text = String(address);
  return text.startsWith('#') || /^\/(?![/\\])/.test(text) ? text : '#';
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false || NEVER.has(name)) return;
  if (name.startsWith('on')) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
  } else if (name === 'href') {
    node.setAttribute('href', localAddress(value));
  } else {
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

const shown = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

function made(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) setProperty(node, name, value);
  node.append(...shown(children));
  return node;
}

/** An element with attributes, `on…` listeners and children; strings become text nodes. */
export function h(tag, properties = {}, ...children) {
  return made(document.createElement(tag), properties, children);
}

/** A picture's element, with attributes and children. */
export function svg(tag, properties = {}, ...children) {
  return made(document.createElementNS(SVG, tag), properties, children);
}

/** Replaces the children of a node. */
export function fill(node, ...children) {
  node.replaceChildren(...shown(children));
  return node;
}

export const byId = (id) => document.getElementById(id);

let announceTimer = 0;

/** Says something to screen-reader users without moving focus. */
export function announce(text) {
  const region = byId('announcer');
  region.textContent = '';
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => { region.textContent = text; }, 60);
}
