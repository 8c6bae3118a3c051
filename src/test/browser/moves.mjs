// Moving about: addresses, the focus, and the window on the graph.
import assert from 'node:assert/strict';
import { boxOf, open, settled } from './browser.mjs';
import { browser, check, click, crumbs, file, hash, onPage, press, text } from './checks.mjs';

const focus = page =>
  page.evaluate(() => {
    const at = document.activeElement;
    return [at.closest('[id]')?.id ?? '', at.tagName === 'BUTTON' ? at.textContent.replace(/ [↓↑]$/, '') : ''].join(' ').trim();
  });

await onPage('the link to the graph keeps what is shown', 'golden', { hash: '#metric=live&q=codec&list=tree' }, async page => {
  const before = await hash(page);
  await press(page, 'Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await press(page, 'Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'graph');
  assert.deepEqual(await hash(page), before);
  assert.equal(await page.inputValue('#query'), 'codec');
  // Nor is an address of others one of this page.
  await page.evaluate(() => (location.hash = '#:~:text=codec'));
  await settled(page);
  assert.equal(await page.inputValue('#query'), 'codec');
  assert.deepEqual(await page.locator('#metric [aria-pressed=true]').allInnerTexts(), ['Live']);
  assert.deepEqual(await hash(page), before);
});

await onPage('the head that sorts keeps the focus', 'sites-1000', {}, async page => {
  await page.locator('.head .total button').focus();
  await press(page, 'Enter');
  assert.equal(await focus(page), 'sites Total');
  assert.equal(await page.locator('.head .total').getAttribute('aria-sort'), 'descending');
  await press(page, 'Enter');
  assert.equal(await page.locator('.head .total').getAttribute('aria-sort'), 'ascending');
  assert.equal(await focus(page), 'sites Total');
  await press(page, '2');
  assert.equal(await focus(page), 'sites Total');
  assert.deepEqual(await page.locator('.head .weighed').allInnerTexts(), ['Live']);
});

await onPage('the way to what is zoomed to keeps the focus', 'golden', {}, async page => {
  await press(page, 'g', 'Home', 'ArrowDown', 'ArrowDown', 'Enter');
  assert.equal((await crumbs(page)).split(' > ').length, 3);
  await page.locator('#crumbs button').nth(1).focus();
  await press(page, 'Enter');
  assert.equal(await focus(page), 'crumbs Main.main');
  await press(page, 'Shift+Tab', 'Enter');
  assert.equal(await crumbs(page), 'all');
  assert.equal(await focus(page), 'crumbs all');
});

await onPage('what is chosen and the legend keep the focus', 'golden', {}, async page => {
  await page.getByRole('button', { name: 'Zoom' }).focus();
  await press(page, '2');
  assert.equal(await focus(page), 'details Zoom');
  await press(page, 'c');
  await page.locator('#legend button').first().focus();
  await press(page, 'd');
  assert.match(await focus(page), /^legend /);
});

await onPage('a window that was moved is set back', 'golden', {}, async page => {
  const place = async () => (await boxOf(page, 'Main.main')).width;
  const whole = await place();
  const closer = async () => {
    await press(page, 'g', '+', '+');
    assert.ok((await page.evaluate(() => { const { from, to } = window.underheap.flame.view(); return to - from; })) < 0.5);
  };
  await closer();
  await page.locator('#crumbs button').first().click();
  await settled(page);
  assert.deepEqual(await page.evaluate(() => window.underheap.flame.view()), { from: 0, to: 1 });
  assert.equal(await place(), whole);
  await closer();
  const chosen = await text(page, '#details h2');
  await press(page, 'Escape');
  assert.deepEqual(await page.evaluate(() => window.underheap.flame.view()), { from: 0, to: 1 });
  assert.equal(await text(page, '#details h2'), chosen);
  await press(page, 'Home', 'ArrowDown', 'Enter', '+', 'Enter');
  assert.deepEqual(await page.evaluate(() => window.underheap.flame.view()), { from: 0, to: 1 });
});

/** The first box that stands for narrow ones, and how many below the same node are drawn one by one. */
const narrow = page =>
  page.evaluate(() => {
    const { flame, scene } = window.underheap;
    const { tree } = scene();
    const area = document.getElementById('graph').getBoundingClientRect();
    const boxes = flame.boxes();
    const found = boxes.find(box => box.count > 1 && box.width > 2);
    return found && {
      x: area.left + found.x + found.width / 2,
      y: area.top + found.top + found.row / 2,
      count: found.count,
      singles: boxes.filter(box => !box.count && tree.parent[box.node] === found.node).length,
    };
  });

await onPage('narrow boxes are seen after clicks on them, whatever is zoomed to', 'fan', {}, async page => {
  const box = await boxOf(page, 'Main.main');
  await click(page, box);
  const first = await narrow(page);
  assert.equal(first.singles, 0);
  assert.equal(first.count, 5_003);
  for (let some = first, clicks = 0; some && clicks < 3; some = await narrow(page), clicks++) {
    await click(page, some);
  }
  const names = await page.evaluate(() => {
    const { flame, scene } = window.underheap;
    const { tree, data } = scene();
    return flame.boxes().filter(box => box.depth === 2 && !box.count).map(each => data.frames.methods[tree.frame[each.node]]);
  });
  assert.ok(names.length > 50, `${names.length} boxes`);
  // Those in the middle, where the click was.
  assert.ok(names.every(name => Math.abs(Number(name.slice(1)) - 2_502) < 200), names.join(' '));
  assert.equal(await crumbs(page), 'all > Main.main');
});

await onPage('many steps by keys change the address once', 'sites-1000', {}, async page => {
  await page.evaluate(() => {
    const real = history.replaceState.bind(history);
    window.replaced = 0;
    history.replaceState = (...all) => { window.replaced++; real(...all); };
  });
  await press(page, 's', 'Home');
  await page.evaluate(() => (window.replaced = 0));
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('ArrowDown');
  }
  const { chosen } = await hash(page);
  assert.ok(chosen);
  const replaced = await page.evaluate(() => window.replaced);
  assert.ok(replaced > 0 && replaced < 20, `${replaced} times`);
});

await onPage('a page that is left at once has the address of what it showed', 'golden', {}, async page => {
  await press(page, '4');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  assert.match(await page.evaluate(() => location.hash), /metric=total/);
  // A browser that has enough of it must not stop the page.
  await page.evaluate(() => (history.replaceState = () => { throw new DOMException('too often', 'SecurityError'); }));
  await press(page, '5');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  assert.deepEqual(await page.locator('#metric [aria-pressed=true]').allInnerTexts(), ['Blocks']);
});

await check('an address leads to the same box in the page of the next run', async () => {
  const first = await open(browser, file('twins'), { hash: '#metric=total' });
  await click(first.page, await boxOf(first.page, 'Twin.outer'));
  assert.equal(await crumbs(first.page), 'all > Main.main > Twin.outer');
  await hash(first.page);
  const address = await first.page.evaluate(() => location.hash);
  await first.close();
  const next = await open(browser, file('twins-again'), { hash: address });
  assert.equal(await crumbs(next.page), 'all > Main.main > Twin.outer');
  assert.equal(await text(next.page, '#details h2'), 'Twin.outer');
  assert.deepEqual(next.troubles, []);
  await next.close();
  const other = await open(browser, file('golden'), { hash: address });
  assert.equal(await crumbs(other.page), 'all');
  await other.close();
});

await onPage('upward the outermost calls are in view, and downward too', 'deep', { hash: '#metric=total' }, async page => {
  const ends = () => page.locator('#frame').evaluate(frame => ({ top: frame.scrollTop, left: frame.scrollHeight - frame.clientHeight - frame.scrollTop }));
  assert.equal((await ends()).top, 0);
  await press(page, 'f');
  assert.ok((await ends()).left < 2, JSON.stringify(await ends()));
  await press(page, 'f');
  assert.equal((await ends()).top, 0);
  // What is in view stays where it is when the height changes.
  await press(page, 'f');
  await page.locator('#frame').evaluate(frame => (frame.scrollTop -= 200));
  const before = await ends();
  await press(page, '+', '+', '+', '+');
  assert.ok(Math.abs((await ends()).left - before.left) < 2);
});

await onPage('sorting does not change which sites there are', 'sites-1000', { hash: '#metric=live' }, async page => {
  const all = await text(page, '#counted');
  await page.locator('.head .total button').click();
  await settled(page);
  assert.equal(await text(page, '#counted'), all);
  await page.locator('.head .live button').click();
  await settled(page);
  assert.equal('sort' in (await hash(page)), false);
  await page.locator('.head .live button').click();
  assert.equal((await hash(page)).sort, '-live');
  await page.locator('.head .live button').click();
  assert.equal('sort' in (await hash(page)), false);
});

await onPage('keys come closer to what is chosen, and move sideways', 'golden', {}, async page => {
  await press(page, 'g', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowRight');
  const before = await boxOf(page, 'Server.serve');
  await press(page, '+');
  const closer = await boxOf(page, 'Server.serve');
  assert.ok(closer.width > before.width * 1.4);
  assert.ok(Math.abs(closer.x - before.x) < closer.width, 'it stays in view');
  const view = () => page.evaluate(() => window.underheap.flame.view());
  const { from } = await view();
  await press(page, 'Shift+ArrowLeft');
  assert.ok((await view()).from < from);
  const left = await view();
  await press(page, 'Shift+ArrowRight');
  assert.ok(Math.abs((await view()).from - from) < 1e-9);
  assert.ok(Math.abs((await view()).to - (await view()).from - (left.to - left.from)) < 1e-9);
  assert.equal(await text(page, '#details h2'), 'Server.serve');
  await press(page, '?');
  assert.match(await text(page, '#keys'), /move sideways/);
  assert.match(await text(page, '#keys'), /% matched is of what is zoomed to/);
  await press(page, 'Escape');
});

await onPage('lists say how many rows they have, and which one is which', 'golden', { hash: '#metric=total' }, async page => {
  assert.equal(await page.locator('#sites').getAttribute('aria-rowcount'), '9');
  assert.equal(await page.locator('#sites-0').getAttribute('aria-rowindex'), '2');
  await press(page, 't', 'Home');
  assert.equal(await page.locator('#nodes-0').getAttribute('aria-rowindex'), '1');
  assert.equal(await page.locator('#nodes').getAttribute('aria-rowcount'), String(await page.locator('#nodes .line').count()));
  assert.equal(await page.locator('[role=toolbar]').count(), 0);
  assert.equal(await page.locator('[role=tablist] > :not([role=tab])').count(), 0);
});

await onPage('a copy that fails says so, and the focus stays', 'golden', {}, async page => {
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
    document.execCommand = () => false;
  });
  await page.locator('#graph').focus();
  await press(page, 'y');
  await page.waitForFunction(() => document.getElementById('said').textContent !== '');
  assert.match(await text(page, '#said'), /could not/);
  assert.equal(await focus(page), 'graph');
});

await onPage('a metric after an empty one is drawn at once', 'one', { hash: '#metric=live' }, async page => {
  assert.equal(await page.locator('#graph').isHidden(), true);
  await page.keyboard.press('1');
  const width = await page.evaluate(() => new Promise(done => queueMicrotask(() => queueMicrotask(() => done(window.underheap.flame.boxes()[0].width)))));
  assert.ok(width > 500, `${width} pixels`);
});
