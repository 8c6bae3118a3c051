// What a search finds: frames that contain the text in any case, or fit /an expression/; `is:leaked` finds sites by their verdict.

function predicate(query) {
  const expression = /^\/(.+)\/$/.exec(query);
  if (expression) {
    try {
      const pattern = new RegExp(expression[1], 'iu');
      return text => pattern.test(text);
    } catch {
      return null;
    }
  }
  const wanted = query.toLowerCase();
  return text => text.includes(wanted);
}

/** What a search finds; null if nothing is searched for. `isWrong` if it is no right expression. */
export function find(data, query) {
  const text = query.trim();
  if (!text) {
    return null;
  }
  const frames = new Uint8Array(data.frames.count);
  const rows = new Uint8Array(data.count);
  const verdict = /^is:([\w-]+)$/.exec(text);
  if (verdict) {
    const wanted = data.verdicts.indexOf(verdict[1].toLowerCase());
    for (let row = 0; row < data.count; row++) {
      rows[row] = data.findings[data.finding[row]].verdict === wanted ? 1 : 0;
    }
    return { frames, rows, isWrong: wanted < 0, byVerdict: wanted };
  }
  const fits = predicate(text);
  for (let frame = 0; fits && frame < data.frames.count; frame++) {
    frames[frame] = fits(data.frames.folded[frame]) ? 1 : 0;
  }
  const { start, at, skipped } = data.stacks;
  for (let row = 0; row < data.count; row++) {
    // Outermost first: those that are skipped are drawn nowhere.
    for (let i = start[row] + skipped[row]; i < start[row + 1]; i++) {
      if (frames[at[i]]) {
        rows[row] = 1;
        break;
      }
    }
  }
  return { frames, rows, isWrong: !fits, byVerdict: -1 };
}

/** How much of a node a search has found. */
export function matchedIn(tree, weights, found) {
  const sums = weights.running(row => (found.rows[row] ? weights.widthOf(row) : 0));
  return node => sums[tree.to[node]] - sums[tree.from[node]];
}
