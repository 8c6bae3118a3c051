// Colours of boxes. A mean is a colour and never a width.

const HUES = [212, 28, 156, 268, 338, 184, 48, 238, 8, 96, 300, 128];
const LIFE_STEPS = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 6e10];
const LIFE_HUES = [322, 300, 278, 256, 232, 206, 184, 164, 140];

/** Reads the colours that the style has for the scheme of the moment. */
export function scheme() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(name).trim();
  const isDark = of('--dark') === '1';
  return {
    isDark,
    ink: of('--ink'),
    soft: of('--soft'),
    line: of('--line'),
    page: of('--page'),
    card: of('--card'),
    accent: of('--accent'),
    hit: of('--hit'),
    hitInk: of('--hit-ink'),
    plain: of('--box'),
    more: of('--more'),
    less: of('--less'),
    verdicts: name => of('--' + (name || 'none') + '-box'),
    font: of('--sans'),
    box: (hue, saturation, variant) =>
      isDark ? `hsl(${hue} ${saturation * 0.72}% ${31 + variant * 2.2}%)` : `hsl(${hue} ${saturation}% ${80 - variant * 2.4}%)`,
  };
}

/** A hue for each package: those that allocate most differ most. What is not of the application is grey. */
export function packageHues(data) {
  const weight = new Map();
  const total = data.columns[0].get('totalBlocks').numbers;
  for (let row = 0; row < data.count; row++) {
    const named = data.stacks.at[data.stacks.start[row] + data.named[row]];
    if (!data.frames.application[named]) {
      continue;
    }
    const name = data.frames.packages[named];
    weight.set(name, (weight.get(name) ?? 0) + total[row] + 1);
  }
  const hues = new Map();
  const use = name => {
    if (!hues.has(name)) {
      hues.set(name, HUES[hues.size % HUES.length]);
    }
  };
  [...weight].sort((a, b) => b[1] - a[1]).forEach(([name]) => use(name));
  for (let frame = 0; frame < data.frames.count; frame++) {
    if (data.frames.application[frame]) {
      use(data.frames.packages[frame]);
    }
  }
  return hues;
}

/** Makes the function that gives a node its colour. */
export function painterOf(mode, tree, weights, lifeOf, hues, colours) {
  const { data } = tree;
  switch (mode) {
    case 'verdict':
      return node => colours.verdicts(data.verdicts[tree.verdict[node]]);
    case 'life':
      return node => {
        const life = lifeOf(node);
        return life < 0 ? colours.plain : colours.box(LIFE_HUES[lifeStep(life)], 62, 1);
      };
    case 'change':
      return node => change(weights.about(node, 1), weights.about(node, 0), colours);
    default:
      return node => {
        const frame = tree.frame[node];
        if (!data.frames.application[frame]) {
          return colours.plain;
        }
        return colours.box(hues.get(data.frames.packages[frame]), 58, data.frames.names[frame].length % 4);
      };
  }
}

const lifeStep = life => LIFE_STEPS.filter(limit => life >= limit).length;

/** Orange for more and blue for less, the deeper the larger its share; grey for what is as it was. */
function change(before, after, colours) {
  if (before === after) {
    return colours.plain;
  }
  const share = Math.abs(after - before) / Math.max(before, after);
  return mixed(after > before ? colours.more : colours.less, colours.plain, 0.25 + 0.75 * Math.min(1, share));
}

/** So much of one colour and the rest of another one, both as #rrggbb. */
function mixed(one, other, part) {
  const of = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `rgb(${[0, 1, 2].map(i => Math.round(of(one, i) * part + of(other, i) * (1 - part))).join(' ')})`;
}

/** What colours mean, as pairs of a colour and words. */
export function legend(mode, tree, hues, colours) {
  switch (mode) {
    case 'verdict':
      return tree.data.verdicts
        .filter(word => word && tree.data.findings.some(found => tree.data.verdicts[found.verdict] === word))
        .map(word => [colours.verdicts(word), word, 'is:' + word]);
    case 'life':
      return [[0, '< 10 µs'], [2, '< 1 ms'], [4, '< 100 ms'], [6, '< 10 s'], [8, '> 1 min']].map(
        ([step, words]) => [colours.box(LIFE_HUES[step], 62, 1), words, '']);
    case 'change':
      return [[colours.more, 'more', ''], [colours.less, 'less', ''], [colours.plain, 'as before', '']];
    default: {
      const packages = [...hues.keys()].slice(0, 5);
      return [
        ...packages.map(name => [colours.box(hues.get(name), 58, 1), name || 'no package', name]),
        [colours.plain, 'libraries', ''],
      ];
    }
  }
}
