// Building and refreshing elements. Text always goes in as text nodes, so nothing a person typed becomes markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children. `on` holds listeners, `class` and `value` do what they say. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [kind, listener] of Object.entries(value)) node.addEventListener(kind, listener);
    } else if (name === "value") {
      node.value = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

const drawn = new WeakMap();

/**
 * Make the children of `parent` those of `entries`, each {key, signature, build}. A child whose key and signature
 * are as before stays the same node: it keeps its focus, its scroll position and what is being typed in it.
 */
export function reconcile(parent, entries) {
  const before = new Map();
  for (const child of parent.children) before.set(drawn.get(child)?.key, child);
  const after = entries.map((entry) => {
    const old = before.get(entry.key);
    if (old && drawn.get(old).signature === entry.signature) return old;
    const fresh = entry.build();
    drawn.set(fresh, { key: entry.key, signature: entry.signature });
    return fresh;
  });
  const kept = new Set(after);
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of after) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Run `change`; if it replaced the focused element by another with the same data-focus, focus that one. */
export function keepFocus(change) {
  const active = document.activeElement;
  const key = active?.dataset?.focus;
  const [start, end] = selection(active);
  change();
  if (!key || active.isConnected) return;
  const heir = document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (start !== null && selection(heir)[0] !== null) heir.setSelectionRange(start, end);
}

function selection(node) {
  try {
    return [node.selectionStart ?? null, node.selectionEnd ?? null];
  } catch {
    return [null, null]; // number and e-mail fields have no selection to ask for
  }
}

let counted = 0;

/** An id no other element of the page has, for labels and descriptions. */
export function newId(stem) {
  counted += 1;
  return `${stem}-${counted}`;
}
