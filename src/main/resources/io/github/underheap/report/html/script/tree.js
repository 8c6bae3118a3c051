// Stacks as a tree. A node is a run of sites whose stacks begin alike, so its numbers are sums over that run.

/** The order of sites by their stacks from the innermost frame on. */
function innermostFirst(data) {
  const { start, at } = data.stacks;
  return Int32Array.from({ length: data.count }, (_, i) => i).sort((a, b) => {
    let i = start[a + 1] - 1;
    let j = start[b + 1] - 1;
    while (i >= start[a] && j >= start[b]) {
      if (at[i] !== at[j]) {
        return at[i] - at[j];
      }
      i--;
      j--;
    }
    return i - start[a] - (j - start[b]) || a - b;
  });
}

/**
 * Makes the tree: callers above what they call, or inverted. Node 0 is the root. Nodes are numbered so that those below a node follow it;
 * `end` is the first that does not. `from` and `to` are the places of its sites in `rows`, and `leaf` is the last node of each site.
 */
export function makeTree(data, isInverted) {
  const { start, at, skipped } = data.stacks;
  const count = data.count;
  const rows = isInverted ? innermostFirst(data) : Int32Array.from({ length: count }, (_, i) => i);
  const frameAt = isInverted
    ? (row, depth) => at[start[row + 1] - depth]
    : (row, depth) => at[start[row] + skipped[row] + depth - 1];
  const most = at.length + 1;
  const frame = new Int32Array(most);
  const parent = new Int32Array(most);
  const depth = new Int32Array(most);
  const end = new Int32Array(most);
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  const leaf = new Int32Array(count);
  const verdict = new Uint8Array(most).fill(data.verdicts.length - 1);
  const path = [0];
  frame[0] = -1;
  let size = 1;
  let height = 0;
  const close = (length, place) => {
    while (path.length > length) {
      const node = path.pop();
      end[node] = size;
      to[node] = place;
      if (path.length) {
        const above = path[path.length - 1];
        verdict[above] = Math.min(verdict[above], verdict[node]);
      }
    }
  };
  for (let place = 0; place < count; place++) {
    const row = rows[place];
    const length = start[row + 1] - start[row] - skipped[row];
    let shared = 0;
    while (shared < length && shared + 1 < path.length && frame[path[shared + 1]] === frameAt(row, shared + 1)) {
      shared++;
    }
    close(shared + 1, place);
    for (let level = shared + 1; level <= length; level++) {
      frame[size] = frameAt(row, level);
      parent[size] = path[path.length - 1];
      depth[size] = level;
      from[size] = place;
      path.push(size++);
    }
    const last = path[path.length - 1];
    leaf[row] = last;
    verdict[last] = Math.min(verdict[last], data.findings[data.finding[row]].verdict);
    height = Math.max(height, length);
  }
  close(0, count);
  const sites = new Int32Array(count + 1);
  for (let place = 0; place < count; place++) {
    sites[place + 1] = sites[place] + data.sitesOf(rows[place]);
  }
  return { data, isInverted, rows, frame, parent, depth, end, from, to, leaf, verdict, size, height, sites };
}

/** How many sites lie below a node. One row may stand for many. */
export const sitesIn = (tree, node) => tree.sites[tree.to[node]] - tree.sites[tree.from[node]];

/** The rows whose stacks end at a node: more than one if allocations of one line differ, and beside nodes below it if stacks go on. */
export function rowsEndingAt(tree, node) {
  // Those with the shorter stack come first.
  let stop = tree.from[node];
  while (stop < tree.to[node] && tree.leaf[tree.rows[stop]] === node) {
    stop++;
  }
  return tree.rows.subarray(tree.from[node], stop);
}

/** The nodes right below a node. */
export function* below(tree, node) {
  for (let child = node + 1; child < tree.end[node]; child = tree.end[child]) {
    yield child;
  }
}

/** The nodes from the root to a node. */
export function pathTo(tree, node) {
  const path = [node];
  for (let at = node; at !== 0; ) {
    at = tree.parent[at];
    path.push(at);
  }
  return path.reverse();
}

/** Whether a node is another one or above it. */
export const isAbove = (tree, upper, node) => upper <= node && node < tree.end[upper];

/** What a node is called where there is little room. */
export const shortNameOf = (tree, node) => (node === 0 ? 'all' : tree.data.frames.methods[tree.frame[node]]);

/** What a node is called. */
export const nameOf = (tree, node) => (node === 0 ? 'all' : tree.data.frames.names[tree.frame[node]]);

/**
 * The frames of a node down from the root, by which a link finds it again, also in the page of the next run, whose frames have other numbers.
 * The root has none.
 */
export const addressOf = (tree, node) =>
  pathTo(tree, node).slice(1).map(each => tree.data.frames.hash(tree.frame[each])).join('.');

/** The node of an address; the root if it leads nowhere. */
export function nodeAt(tree, address) {
  let node = 0;
  for (const part of address ? address.split('.') : []) {
    let found = -1;
    for (const child of below(tree, node)) {
      if (tree.data.frames.hash(tree.frame[child]) === part) {
        found = child;
        break;
      }
    }
    if (found < 0) {
      return 0;
    }
    node = found;
  }
  return node;
}
