import { fitted } from './text.js';
import { isAbove, nameOf, shortNameOf } from './tree.js';

// Draws boxes on a canvas.

const PADDING = 5;
const SMALLEST_TEXT = 26;

// Pixels that a canvas may be high.
const HIGHEST = 32000;

const BLACK = '#000000';
const WHITE = '#ffffff';

// By WCAG 2, black and white stand out equally from what is so light, 4.58 to 1; from anything else one of them does more.
const MIDDLE = 0.179;

/** How much of a box is seen that the search did not find, or that lies beyond what is zoomed to. */
const FAINT = 0.55;

const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const inks = new Map();

/** Black or white, whichever stands out more from a colour that covers so much of another one. */
export function inkOn(colour, cover = 1, behind = colour) {
  const key = colour + cover + behind;
  let ink = inks.get(key);
  if (!ink) {
    probe.globalAlpha = 1;
    probe.fillStyle = behind;
    probe.fillRect(0, 0, 1, 1);
    probe.globalAlpha = cover;
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    const linear = value => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    ink = light > MIDDLE ? BLACK : WHITE;
    inks.set(key, ink);
  }
  return ink;
}

/** Lines over what is not there any more, so that it is told apart without colours too: they never come nearer to the ink. */
function hatching(context, ink) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const lines = tile.getContext('2d');
  lines.strokeStyle = ink === WHITE ? 'rgb(0 0 0 / 30%)' : 'rgb(255 255 255 / 38%)';
  lines.lineWidth = 2;
  lines.beginPath();
  for (const shift of [-8, 0, 8]) {
    lines.moveTo(shift, 8);
    lines.lineTo(shift + 8, 0);
  }
  lines.stroke();
  return context.createPattern(tile, 'repeat');
}

/** Makes the function that draws. */
export function makePainter(canvas) {
  const context = canvas.getContext('2d');
  const hatches = new Map([BLACK, WHITE].map(ink => [ink, hatching(context, ink)]));

  return function paint(scene) {
    const { boxes, tree, colours, colourOf, row, width, height, topOf } = scene;
    const ratio = Math.min(devicePixelRatio || 1, HIGHEST / height);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.textBaseline = 'middle';
    context.font = (row > 24 ? '14px ' : '12px ') + colours.font;
    const measure = text => context.measureText(text).width;
    for (const box of boxes) {
      const top = topOf(box.depth);
      const isRoot = box.node === 0 && box.count === 0;
      const isFound = scene.isFound(box);
      const colour = box.count ? colours.line : isRoot ? colours.line : isFound ? colours.hit : colourOf(box.node);
      const isFaint = !isFound && (scene.isSearching || (box.node !== scene.zoomed && isAbove(tree, box.node, scene.zoomed)));
      const ink = isFound ? colours.hitInk : isFaint ? inkOn(colour, FAINT, colours.card) : inkOn(colour);
      context.globalAlpha = isFaint ? FAINT : 1;
      context.fillStyle = colour;
      const gap = box.width > 3 ? 1 : 0.25;
      context.fillRect(box.x, top, Math.max(box.width - gap, 0.5), row - 1);
      if (scene.isGone(box) && !isFound) {
        context.fillStyle = hatches.get(ink);
        context.fillRect(box.x, top, Math.max(box.width - gap, 0.5), row - 1);
      }
      context.globalAlpha = 1;
      if (box.width > SMALLEST_TEXT && !box.count) {
        const room = box.width - 2 * PADDING;
        const whole = nameOf(tree, box.node);
        const text = whole.length < room && measure(whole) <= room ? whole : fitted(shortNameOf(tree, box.node), room, measure);
        if (text) {
          context.fillStyle = ink;
          context.fillText(text, box.x + PADDING, top + row / 2);
        }
      }
      const isChosen = box.node === scene.chosen && !box.count;
      if (isChosen || (box.node === scene.pointed && !box.count)) {
        context.lineWidth = isChosen ? 2 : 1;
        context.strokeStyle = isChosen ? colours.accent : colours.ink;
        context.strokeRect(box.x + 1, top + 1, Math.max(box.width - gap - 2, 0.5), row - 3);
      }
    }
  };
}
