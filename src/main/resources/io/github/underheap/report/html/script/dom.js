// Elements are made here, and their texts are only ever texts.

/** Finds an element of the template. */
export const $ = id => document.getElementById(id);

/** Makes an element: attributes, then texts and elements in it. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') {
      made.addEventListener('click', value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...content.filter(each => each !== undefined && each !== ''));
  return made;
}

/** A button that says what it does. */
export const button = (text, title, onclick, attributes = {}) =>
  element('button', { type: 'button', class: 'plain', title, onclick, ...attributes }, text);

/** A verdict, as a small label. */
export const chip = word => element('span', { class: 'chip ' + word }, word);

/** Says something to those who listen to the page. */
export function say(text) {
  $('said').textContent = text;
}

/** Whether movements should not be animated. */
export const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Puts other elements into one. The focus stays on the button in the same place, or the last one before it. */
export function refill(owner, ...content) {
  const buttons = () => [...owner.querySelectorAll('button')];
  const focused = buttons().indexOf(document.activeElement);
  owner.replaceChildren(...content);
  if (focused >= 0) {
    const now = buttons();
    now[Math.min(focused, now.length - 1)]?.focus({ preventScroll: true });
  }
}

/** Puts a text on the clipboard, and says whether it is there: a file that was opened from the disk may not always. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement;
    const area = element('textarea', { class: 'hidden', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    focused?.focus({ preventScroll: true });
    return isCopied;
  }
}
