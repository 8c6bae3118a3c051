// Finds texts that do not stand out enough from what is behind them: by WCAG 2, 4.5 to 1, and 3 to 1 for large ones.

export const contrasts = page =>
  page.evaluate(() => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = colour => {
      probe.clearRect(0, 0, 1, 1);
      probe.fillStyle = colour;
      probe.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = probe.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3]));
    const light = colour => {
      const [red, green, blue] = colour.map(value => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = element => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        layers.unshift(rgba(getComputedStyle(at).backgroundColor));
      }
      return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const wrong = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const style = getComputedStyle(element);
      const isShown = element.checkVisibility() && !element.closest('.hidden, script, :disabled') && walker.currentNode.textContent.trim();
      if (!isShown) {
        continue;
      }
      const behind = ground(element);
      const ink = over(rgba(style.color), behind);
      const [high, low] = [light(ink), light(behind)].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (low + 0.05);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) {
        wrong.push(`${walker.currentNode.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
      }
    }
    return [...new Set(wrong)];
  });
