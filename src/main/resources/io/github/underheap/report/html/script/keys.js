import { $, element } from './dom.js';

// Keys that work everywhere on the page, and the panel that tells of them.

const PANEL = [
  ['Anywhere', [
    ['/', 'search frames: text in any case, /expression/, or is:leaked'],
    ['1 … 5', 'metric: at peak, live, leaked, total, blocks'],
    ['c', 'next colour'],
    ['f', 'upward or downward'],
    ['i', 'inverted: innermost calls first'],
    ['g', 'to the graph'],
    ['s', 'to the table of sites'],
    ['t', 'to the tree'],
    ['z', 'zoom to what is chosen'],
    ['y', 'copy the stack of what is chosen'],
    ['Esc', 'clear the search, then zoom out, then move back'],
    ['d', 'light or dark'],
    ['?', 'this panel'],
  ]],
  ['In the graph', [
    ['← → ↑ ↓', 'walk through the boxes'],
    ['Enter', 'zoom to the box'],
    ['Backspace', 'zoom out by one'],
    ['+ −', 'closer to what is chosen, or further away'],
    ['Shift+← Shift+→', 'move sideways'],
    ['Home', 'to the root'],
    ['drag', 'move sideways; Ctrl or Shift with the wheel zooms'],
  ]],
  ['In the lists', [
    ['↑ ↓', 'next line; also Page up, Page down, Home, End'],
    ['→ ←', 'open and close in the tree'],
    ['Enter', 'zoom to the line'],
  ]],
];

const SHARES = 'The address keeps what you see: copy it to show somebody the same. A share is of the whole profile, in a comparison of the larger '
  + 'sides of all sites; % matched is of what is zoomed to.';

function fill(panel) {
  panel.replaceChildren(
    element('header', {},
      element('h2', { id: 'keys-title' }, 'Keys'),
      element('button', { type: 'button', class: 'plain', 'aria-label': 'Close', onclick: () => panel.close() }, '✕')),
    ...PANEL.map(([title, keys]) => element('section', {},
      element('h3', {}, title),
      element('dl', {}, ...keys.flatMap(([key, words]) => [
        element('dt', {}, ...key.split(' ').map(each => (each === '…' ? ' … ' : element('kbd', {}, each)))),
        element('dd', {}, words),
      ])))),
    element('p', { class: 'soft' }, SHARES));
}

/** Has keys do what `actions` has under their names. */
export function makeKeys(actions) {
  const panel = $('keys');
  fill(panel);
  const help = () => (panel.open ? panel.close() : panel.showModal());
  $('help').addEventListener('click', help);
  panel.addEventListener('click', event => event.target === panel && panel.close());
  addEventListener('keydown', event => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
      return;
    }
    const action = event.key === '?' ? help : panel.open ? undefined : actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}
