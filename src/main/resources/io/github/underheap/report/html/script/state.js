// What is shown, and the address that says so: #metric=leaked&q=codec opens the page like that.

const ADDRESS = {
  metric: 'metric',
  colour: 'colour',
  isInverted: 'invert',
  isUpward: 'flame',
  query: 'q',
  zoom: 'zoom',
  chosen: 'chosen',
  list: 'list',
  sort: 'sort',
  theme: 'theme',
};

/** Makes the state. Listeners are called with what changed, once for all changes of one turn. */
export function makeState(standard, allowed) {
  const values = { ...standard };
  const listeners = [];
  let changed = new Set();

  function isAllowed(key, value) {
    return !allowed[key] || allowed[key].includes(value);
  }

  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const read = {};
    for (const [key, name] of Object.entries(ADDRESS)) {
      const text = given.get(name);
      const value = text === null ? standard[key] : typeof standard[key] === 'boolean' ? text === '1' : text;
      read[key] = isAllowed(key, value) ? value : standard[key];
    }
    return read;
  }

  function address() {
    const all = new URLSearchParams();
    for (const [key, name] of Object.entries(ADDRESS)) {
      const value = values[key];
      if (value !== standard[key] || key === 'metric') {
        all.set(name, typeof value === 'boolean' ? (value ? '1' : '0') : value);
      }
    }
    return '#' + all;
  }

  function tell() {
    const now = changed;
    changed = new Set();
    listeners.forEach(listener => listener(now));
    if (address() !== location.hash) {
      history.replaceState(null, '', address());
    }
  }

  function set(some) {
    const isFirst = changed.size === 0;
    for (const [key, value] of Object.entries(some)) {
      if (values[key] !== value && isAllowed(key, value)) {
        values[key] = value;
        changed.add(key);
      }
    }
    if (isFirst && changed.size > 0) {
      queueMicrotask(tell);
    }
  }

  Object.assign(values, readAddress());
  addEventListener('hashchange', () => set(readAddress()));
  return { values, set, listen: listener => listeners.push(listener) };
}
