import { element } from './dom.js';
import { exact } from './figures.js';

// A list of any number of rows, of which those are elements that are seen.

const MARGIN = 6;
const PRINTED = 60;

/**
 * Makes the list. `makeRow(index)` makes the element of a row; `owner` has the keys and says which row is the active one, and so many
 * rows that are heads.
 */
export function makeRows(owner, height, makeRow, heads) {
  const inner = element('div', { class: 'inner', role: 'presentation' });
  owner.append(inner);
  let count = 0;
  let active = -1;
  let shown = [0, 0];
  let isPrinted = false;

  function place(index) {
    const row = makeRow(index);
    row.id = owner.id + '-' + index;
    row.style.top = index * height() + 'px';
    row.setAttribute('aria-rowindex', index + 1 + heads);
    row.classList.toggle('active', index === active);
    return row;
  }

  /** Paper cannot be scrolled: the first rows, and how many there are. */
  function drawPrinted() {
    const printed = Math.min(count, PRINTED);
    const cut = count > printed ? [element('p', { class: 'cut' }, `The first ${exact(printed)} of ${exact(count)}`)] : [];
    inner.replaceChildren(...Array.from({ length: printed }, (_, i) => place(i)), ...cut);
    inner.style.height = 'auto';
  }

  function draw(isForced) {
    if (isPrinted) {
      drawPrinted();
      return;
    }
    inner.style.height = count * height() + 'px';
    const first = Math.max(0, Math.floor(owner.scrollTop / height()) - MARGIN);
    const last = Math.min(count, Math.ceil((owner.scrollTop + owner.clientHeight) / height()) + MARGIN);
    if (!isForced && first === shown[0] && last === shown[1]) {
      return;
    }
    shown = [first, last];
    inner.replaceChildren(...Array.from({ length: last - first }, (_, i) => place(first + i)));
  }

  owner.addEventListener('scroll', () => draw(false), { passive: true });
  new ResizeObserver(() => draw(true)).observe(owner);
  addEventListener('beforeprint', () => {
    isPrinted = true;
    draw(true);
  });
  addEventListener('afterprint', () => {
    isPrinted = false;
    draw(true);
  });

  function activate(index, isKept) {
    active = index;
    if (index >= 0) {
      owner.setAttribute('aria-activedescendant', owner.id + '-' + index);
    } else {
      owner.removeAttribute('aria-activedescendant');
    }
    if (!isKept && index >= 0) {
      const head = owner.firstElementChild === inner ? 0 : owner.firstElementChild.offsetHeight;
      const top = index * height();
      if (top < owner.scrollTop) {
        owner.scrollTop = top;
      } else if (top + height() > owner.scrollTop + owner.clientHeight - head) {
        owner.scrollTop = top + height() - owner.clientHeight + head;
      }
    }
    draw(true);
  }

  return {
    /** Shows so many rows, from the top if they are others than before. */
    show(rows, isOther) {
      count = rows;
      if (isOther) {
        owner.scrollTop = 0;
        active = -1;
        owner.removeAttribute('aria-activedescendant');
      }
      owner.setAttribute('aria-rowcount', count + heads);
      draw(true);
    },
    activate,
    active: () => active,
    /** Where a key leads from the active row; -1 if it is no key of lists. */
    target(key) {
      const page = Math.max(1, Math.floor(owner.clientHeight / height()) - 1);
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count };
      return key in moves && count > 0 ? Math.min(count - 1, Math.max(0, active + moves[key])) : -1;
    },
  };
}
