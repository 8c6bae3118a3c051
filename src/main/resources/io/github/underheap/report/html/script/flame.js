import { $, element, isStill, say } from './dom.js';
import { amount, difference, duration, exact, growth, percent } from './figures.js';
import { boxesIn, placeOf } from './layout.js';
import { makePainter } from './painter.js';
import { nameOf, pathTo, sitesIn } from './tree.js';

// The flame graph: zoom, pointer and keys. What it shows is handed in by `show`.

const ZOOM_MILLIS = 180;
const CLOSEST = 1e-9;
const DRAG_PIXELS = 5;
const LEAST_ROWS = 5;

// Of the window: how far a key moves it, and how much of it a click on narrow boxes leaves at most.
const STEP = 0.25;
const CLOSER = 0.25;

// About as many pixels as paper is wide, so that texts are as large as those beside the graph.
const PAPER = 720;

const ease = part => 1 - (1 - part) ** 3;

/** Makes the graph. It calls `actions.zoom(node)` and `actions.choose(node)`. */
export function makeFlame(actions) {
  const canvas = $('graph');
  const frame = $('frame');
  const tip = $('tip');
  const paint = makePainter(canvas);
  let scene = null;
  let view = { from: 0, to: 1 };
  // Where the window is on its way to.
  let goal = view;
  let boxes = [];
  let pointed = -1;
  let walked = 0;
  let animation = 0;
  let pending = 0;
  let row = 20;

  let isPrinted = false;
  const width = () => (isPrinted ? PAPER : canvas.clientWidth);
  const levels = () => boxes.reduce((most, box) => Math.max(most, box.depth), LEAST_ROWS - 1) + 1;
  let height = 0;
  let isTurned = true;
  const topOf = depth => (scene.isUpward ? height - (depth + 1) * row : depth * row);

  function draw() {
    pending = 0;
    if (!scene) {
      return;
    }
    row = matchMedia('(pointer: coarse)').matches && !isPrinted ? 28 : 20;
    const isEmpty = !(scene.weights.all > 0);
    $('nothing').hidden = !isEmpty;
    // What is hidden has no width.
    canvas.hidden = isEmpty;
    boxes = isEmpty ? [] : boxesIn(scene.tree, scene.weights, view, width());
    if (isEmpty) {
      $('nothing').textContent = scene.whyNothing;
      return;
    }
    const wanted = levels() * row;
    if (wanted !== height || isTurned) {
      // The outermost calls stay where they are.
      const left = frame.scrollHeight - frame.scrollTop;
      height = wanted;
      canvas.style.height = height + 'px';
      if (isTurned) {
        frame.scrollTop = scene.isUpward ? frame.scrollHeight : 0;
      } else if (scene.isUpward) {
        frame.scrollTop = frame.scrollHeight - left;
      }
      isTurned = false;
    }
    paint({ ...scene, boxes, row, width: width(), height, topOf, pointed });
    canvas.dataset.painted = String(Number(canvas.dataset.painted ?? 0) + 1);
  }

  function redraw() {
    pending ||= requestAnimationFrame(draw);
  }

  /** Moves the window to a part of the graph. */
  function glide(target) {
    cancelAnimationFrame(animation);
    goal = target;
    if (isStill()) {
      view = target;
      redraw();
      return;
    }
    const start = { ...view };
    const began = performance.now();
    const step = now => {
      const part = ease(Math.min(1, Math.max(0, now - began) / ZOOM_MILLIS));
      view = { from: start.from + (target.from - start.from) * part, to: start.to + (target.to - start.to) * part };
      draw();
      if (part < 1) {
        animation = requestAnimationFrame(step);
      }
    };
    animation = requestAnimationFrame(step);
  }

  /** Moves the window at once. */
  function jump(from, span) {
    cancelAnimationFrame(animation);
    const begin = Math.min(1 - span, Math.max(0, from));
    view = { from: begin, to: begin + span };
    goal = view;
    redraw();
  }

  const zoomedView = () => placeOf(scene.tree, scene.weights, pathTo(scene.tree, scene.zoomed));

  function boxAt(event) {
    const area = canvas.getBoundingClientRect();
    const x = event.clientX - area.left;
    const y = event.clientY - area.top;
    return boxes.find(box => {
      const top = topOf(box.depth);
      return y >= top && y < top + row && x >= box.x && x < box.x + box.width;
    });
  }

  function figures(node) {
    const { weights, data } = scene;
    const { unit } = weights.metric;
    if (data.isComparison) {
      const [after, before] = [weights.value(node, 0), weights.value(node, 1)];
      const share = growth(before, after);
      return `${amount(before, unit)} → ${amount(after, unit)}, ${difference(weights.change(node), unit)}` +
        (share && share !== '±0' ? ' (' + share + ')' : '');
    }
    const value = weights.value(node, 0);
    const what = unit === 'blocks' ? ' blocks' : '';
    return `${amount(value, unit)}${what}, ${percent(weights.width(node) / weights.all)} of all`;
  }

  function describe(node) {
    const { tree, data } = scene;
    const number = tree.frame[node];
    const sites = sitesIn(tree, node);
    const life = scene.lifeOf(node);
    const word = data.verdicts[tree.verdict[node]];
    return {
      name: nameOf(tree, node),
      place: node === 0 ? '' : [data.frames.packages[number], data.frames.places[number]].filter(Boolean).join(' · '),
      figures: figures(node),
      rest: [
        exact(sites) + (sites === 1 ? ' site' : ' sites'),
        data.isTimed && life >= 0 ? 'average life ' + duration(life, data.timeUnit) : '',
        word,
      ].filter(Boolean).join(' · '),
    };
  }

  function point(box, event) {
    const node = box ? box.node : -1;
    canvas.style.cursor = box ? 'pointer' : '';
    if (node !== pointed) {
      pointed = node;
      redraw();
    }
    tip.hidden = !box;
    if (!box) {
      return;
    }
    if (box.count) {
      tip.replaceChildren(
        element('b', {}, exact(box.count) + ' narrow boxes'), element('span', {}, 'zoom in to see them'));
    } else {
      const words = describe(node);
      tip.replaceChildren(
        element('b', {}, words.name),
        words.place ? element('code', {}, words.place) : '',
        element('span', { class: 'strong' }, words.figures),
        element('span', {}, words.rest));
    }
    const size = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - size.width - 8);
    const under = event.clientY + 18;
    const top = under + size.height > innerHeight - 4 ? event.clientY - size.height - 12 : under;
    tip.style.left = Math.max(4, left) + 'px';
    tip.style.top = Math.max(4, top) + 'px';
  }

  function walk(node) {
    walked = node;
    actions.choose(node);
    const words = describe(node);
    say([words.name, words.place, words.figures, words.rest].filter(Boolean).join(', '));
    const shown = boxes.find(box => box.node === node && !box.count);
    if (shown) {
      const top = topOf(shown.depth);
      if (top < frame.scrollTop) {
        frame.scrollTop = top;
      } else if (top + row > frame.scrollTop + frame.clientHeight) {
        frame.scrollTop = top + row - frame.clientHeight;
      }
    } else {
      actions.zoom(node);
    }
  }

  function step(key) {
    const { tree, weights } = scene;
    const node = scene.chosen >= 0 && weights.width(scene.chosen) > 0 ? scene.chosen : scene.zoomed;
    const deeper = scene.isUpward ? 'ArrowUp' : 'ArrowDown';
    const siblings = node === 0 ? [] : weights.children(tree.parent[node]);
    const place = siblings.indexOf(node);
    switch (key) {
      case deeper:
        return weights.children(node)[0];
      case 'ArrowUp':
      case 'ArrowDown':
        return node === 0 ? undefined : tree.parent[node];
      case 'ArrowRight':
        return siblings[place + 1];
      case 'ArrowLeft':
        return siblings[place - 1];
      case 'Home':
        return 0;
      default:
        return undefined;
    }
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !scene) {
      return;
    }
    const { key } = event;
    if (event.shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      event.preventDefault();
      const span = view.to - view.from;
      jump(view.from + (key === 'ArrowLeft' ? -STEP : STEP) * span, span);
    } else if (key === 'Enter' || key === ' ') {
      event.preventDefault();
      actions.zoom(scene.chosen >= 0 ? scene.chosen : walked);
    } else if (key === 'Backspace') {
      event.preventDefault();
      actions.zoom(scene.zoomed === 0 ? 0 : scene.tree.parent[scene.zoomed]);
    } else if (key === '+' || key === '=' || key === '-') {
      event.preventDefault();
      const chosen = boxes.find(box => box.node === scene.chosen && !box.count);
      scale(key === '-' ? 1.5 : 1 / 1.5, chosen ? chosen.x + chosen.width / 2 : width() / 2);
    } else if (key.startsWith('Arrow') || key === 'Home') {
      event.preventDefault();
      const next = step(key);
      if (next !== undefined) {
        walk(next);
      }
    }
  }

  /** Zooms around a point without choosing a box. */
  function scale(factor, x) {
    const at = view.from + (view.to - view.from) * (x / width());
    const span = Math.min(1, Math.max(CLOSEST, (view.to - view.from) * factor));
    jump(at - span * (x / width()), span);
  }

  /** Makes narrow boxes wider: their own part of the graph, or the part around a point if that is not much closer. */
  function spread(box, x) {
    const span = view.to - view.from;
    const own = span * (box.width / width());
    const isClose = own <= span * CLOSER;
    const next = Math.max(CLOSEST, isClose ? own : span * CLOSER);
    const middle = view.from + span * ((isClose ? box.x + box.width / 2 : x) / width());
    const from = Math.min(1 - next, Math.max(0, middle - next / 2));
    glide({ from, to: from + next });
  }

  let drag = null;
  canvas.addEventListener('pointerdown', event => {
    drag = { x: event.clientX, view: { ...view }, isMoved: false };
  });
  canvas.addEventListener('pointermove', event => {
    if (drag && event.pointerType === 'mouse' && event.buttons === 1) {
      const by = event.clientX - drag.x;
      if (drag.isMoved || Math.abs(by) > DRAG_PIXELS) {
        drag.isMoved = true;
        const span = drag.view.to - drag.view.from;
        jump(drag.view.from - (by / width()) * span, span);
        point(undefined, event);
        return;
      }
    }
    if (event.pointerType === 'mouse') {
      point(boxAt(event), event);
    }
  });
  canvas.addEventListener('pointerleave', event => point(undefined, event));
  canvas.addEventListener('click', event => {
    const isDrag = drag?.isMoved;
    drag = null;
    const box = isDrag ? undefined : boxAt(event);
    if (!box) {
      return;
    }
    if (box.count) {
      spread(box, event.clientX - canvas.getBoundingClientRect().left);
      return;
    }
    const isAgain = box.node === scene.zoomed;
    const target = isAgain && box.node !== 0 ? scene.tree.parent[box.node] : box.node;
    actions.choose(box.node);
    actions.zoom(target);
  });
  canvas.addEventListener('wheel', event => {
    if (event.ctrlKey || event.shiftKey || event.metaKey) {
      event.preventDefault();
      const area = canvas.getBoundingClientRect();
      scale(Math.exp((event.deltaY || event.deltaX) / 300), event.clientX - area.left);
    }
  }, { passive: false });
  canvas.addEventListener('keydown', onKey);
  addEventListener('scroll', () => (tip.hidden = true), { passive: true, capture: true });
  new ResizeObserver(redraw).observe(frame);

  return {
    /** Shows another scene; glides if only the zoom is another one. */
    show(next, isZoomOnly) {
      const isFirst = scene === null;
      isTurned ||= !isFirst && scene.isUpward !== next.isUpward;
      scene = next;
      pointed = -1;
      tip.hidden = true;
      if (!(scene.weights.all > 0)) {
        boxes = [];
        redraw();
        return;
      }
      const target = zoomedView();
      if (isZoomOnly && !isFirst) {
        glide(target);
      } else {
        cancelAnimationFrame(animation);
        view = target;
        goal = target;
        draw();
      }
    },
    /** Shows the same scene with another box chosen. */
    refresh(next) {
      scene = next;
      redraw();
    },
    /** Shows what is zoomed to again, where the window was moved. */
    reset() {
      if (scene.weights.all > 0) {
        glide(zoomedView());
      }
    },
    /** Whether the window shows something else than what is zoomed to. */
    isMoved() {
      const target = scene.weights.all > 0 ? zoomedView() : goal;
      return Math.abs(goal.from - target.from) + Math.abs(goal.to - target.to) > CLOSEST / 100;
    },
    /** Draws for paper at once, or for the screen again. */
    print(isOn) {
      isPrinted = isOn;
      draw();
    },
    /** The window, for tests. */
    view: () => ({ ...view }),
    /** The boxes on the screen, for tests. */
    boxes: () => boxes.map(box => ({ ...box, top: topOf(box.depth), row })),
  };
}
