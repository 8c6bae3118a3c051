import { hashOf, shown } from './text.js';

// The profile as the page has it: sites in rows, sorted by their stacks from the outermost frame on, numbers in columns.

const SAFE = Number.MAX_SAFE_INTEGER;
const MOST = (1n << 63n) - 1n;

/** A column: numbers to draw with, and those exactly that are above 2^53. */
function column(values, count) {
  const numbers = new Float64Array(count);
  const large = new Map();
  let sum = 0;
  if (values) {
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (typeof value === 'string') {
        large.set(i, BigInt(value));
      }
      numbers[i] = Number(value);
      sum += Math.abs(numbers[i]);
    }
  }
  return { numbers, large, isExact: sum <= SAFE, isThere: Boolean(values) };
}

/** The sum of some rows of a column: a number if it is exact, otherwise a BigInt, which stops at 2^63 - 1. */
export function sum(from, rows, begin, end, rule) {
  if (rule === 'max') {
    let most = 0;
    for (let i = begin; i < end; i++) {
      most = Math.max(most, from.numbers[rows ? rows[i] : i]);
    }
    return most;
  }
  if (from.isExact) {
    let all = 0;
    for (let i = begin; i < end; i++) {
      all += from.numbers[rows ? rows[i] : i];
    }
    return all;
  }
  let all = 0n;
  for (let i = begin; i < end; i++) {
    const row = rows ? rows[i] : i;
    all += from.large.get(row) ?? BigInt(from.numbers[row]);
  }
  return small(all > MOST ? MOST : all);
}

const small = value => (value <= BigInt(SAFE) && value >= -BigInt(SAFE) ? Number(value) : value);

/** One number less another one, exactly. */
export const minus = (a, b) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : small(BigInt(a) - BigInt(b));

const integer = value => (typeof value === 'string' ? BigInt(value) : value);

/** Frames: how they are called, where they are, and of which package. */
function frames(raw, texts) {
  const count = raw.method.length;
  const names = new Array(count);
  const methods = new Array(count);
  const places = new Array(count);
  const packages = new Array(count);
  const folded = new Array(count);
  for (let i = 0; i < count; i++) {
    const type = raw.type[i] < 0 ? '' : texts[raw.type[i]];
    const method = texts[raw.method[i]];
    const file = raw.file[i] < 0 ? '' : texts[raw.file[i]];
    const line = raw.line[i];
    const dot = type.lastIndexOf('.');
    packages[i] = dot < 0 ? '' : type.slice(0, dot);
    methods[i] = method;
    names[i] = type ? type.slice(dot + 1) + '.' + method : method;
    places[i] = !type ? '' : line < 0 ? 'native' : !file ? 'unknown source' : line > 0 ? file + ':' + line : file;
  }
  const full = i => (packages[i] ? packages[i] + '.' : '') + names[i] + (places[i] ? ' (' + places[i] + ')' : '');
  for (let i = 0; i < count; i++) {
    folded[i] = full(i).toLowerCase();
  }
  const hashes = new Array(count);
  const hash = i => (hashes[i] ??= hashOf(full(i)));
  return { count, names, methods, places, packages, folded, full, hash, application: raw.application };
}

// How `java File.java` calls the program: the same for every site, and never what is looked for.
const SOURCE_LAUNCHER = 'com.sun.tools.javac.launcher';

/** Stacks one after another, outermost frame first; of each, how many of the first frames are not drawn. */
function stacks(raw, packages) {
  const count = raw.count;
  const start = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    start[i + 1] = start[i] + raw.depth[i];
  }
  const at = new Int32Array(start[count]);
  let own = 0;
  for (let i = 0; i < count; i++) {
    const shared = raw.shared[i];
    if (shared > 0) {
      at.copyWithin(start[i], start[i - 1], start[i - 1] + shared);
    }
    for (let j = start[i] + shared; j < start[i + 1]; j++) {
      at[j] = raw.own[own++];
    }
  }
  const skipped = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    while (start[i] + skipped[i] < start[i + 1] - 1 && packages[at[start[i] + skipped[i]]] === SOURCE_LAUNCHER) {
      skipped[i]++;
    }
  }
  return { start, at, skipped };
}

function side(raw) {
  const totals = {};
  for (const [key, value] of Object.entries(raw.totals)) {
    totals[key] = integer(value);
  }
  return {
    ...raw,
    command: shown(raw.command),
    host: shown(raw.host),
    options: shown(raw.options),
    timeUnit: shown(raw.timeUnit),
    remarks: raw.remarks.map(shown),
    duration: Number(raw.duration),
    peak: Number(raw.peak),
    totals,
  };
}

/** Reads the data of the page. */
export function read(text) {
  const raw = JSON.parse(text);
  const count = raw.count;
  const framesOf = frames(raw.frames, raw.texts.map(shown));
  const sides = raw.sides.map(side);
  const metrics = raw.metrics.map(metric => ({ ...metric, unit: metric.key === 'blocks' ? 'blocks' : 'bytes' }));
  const keys = new Set([...raw.numbers.map(number => number.key), 'leakedBytes', 'lifetime']);
  const columns = raw.values.map(values => {
    const all = new Map();
    for (const key of keys) {
      all.set(key, column(values[key], count));
    }
    return all;
  });
  return {
    count,
    // The sites that are one row, which has no number.
    others: {
      ...raw.others,
      weights: Object.fromEntries(Object.entries(raw.others.weights).map(([key, sums]) => [key, sums.map(Number)])),
    },
    sitesOf: row => (raw.site[row] < 0 ? raw.others.sites : 1),
    sides,
    isComparison: sides.length === 2,
    // What is live is leaked only when the program has ended.
    isLeakedKnown: sides.every(each => each.final),
    isTimed: sides.every(each => each.timed) && new Set(sides.map(each => each.timeUnit)).size === 1,
    timeUnit: sides[0].timeUnit,
    remarks: raw.remarks,
    view: raw.view,
    metrics,
    numbers: raw.numbers,
    verdicts: raw.verdicts,
    columns,
    frames: framesOf,
    stacks: stacks(raw, framesOf.packages),
    site: Int32Array.from(raw.site),
    named: Int32Array.from(raw.named),
    origin: raw.origin,
    origins: raw.origins,
    finding: raw.finding,
    findings: raw.findings.map(([verdict, reason, hint]) => ({ verdict, reason: shown(reason), hint: shown(hint) })),
  };
}
