// What is shown, and the address that says so: #metric=leaked&q=codec opens the page like that.

const ADDRESS = {
  metric: 'metric',
  colour: 'colour',
  isInverted: 'invert',
  isUpward: 'flame',
  query: 'q',
  zoom: 'zoom',
  chosen: 'chosen',
  site: 'site',
  list: 'list',
  sort: 'sort',
  theme: 'theme',
};

// Browsers stop listening to a page that changes its address too often: Safari after 100 times in 30 s, Firefox after 200 in 10 s.
const ADDRESS_MILLIS = 250;

/** Whether an address is one of this page: links within it and fragments of text, which leave nothing, are not. */
function isOfPage(hash) {
  const given = new URLSearchParams(hash.slice(1));
  return Object.values(ADDRESS).some(name => given.has(name));
}

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

  let pending = 0;

  function writeAddress() {
    clearTimeout(pending);
    pending = 0;
    if (address() !== location.hash) {
      try {
        history.replaceState(null, '', address());
      } catch {
        // The page is right without it, and the next change says all of it again.
      }
    }
  }

  function tell() {
    const now = changed;
    changed = new Set();
    listeners.forEach(listener => listener(now));
    clearTimeout(pending);
    pending = setTimeout(writeAddress, ADDRESS_MILLIS);
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
  addEventListener('hashchange', () => {
    if (isOfPage(location.hash)) {
      clearTimeout(pending);
      pending = 0;
      set(readAddress());
    } else {
      writeAddress();
    }
  });
  addEventListener('pagehide', writeAddress);
  return { values, set, isWritten: () => pending === 0, listen: listener => listeners.push(listener) };
}
