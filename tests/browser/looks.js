({
  // Checks of a page that everybody can use; each gives what is wrong.
  // Controls without a name, pictures without words.
  unnamed: () => {
    const shown = (node) => node.offsetParent !== null && getComputedStyle(node).visibility !== 'hidden';
    const named = (node) => (node.getAttribute('aria-label') || '').trim()
      || (node.getAttribute('aria-labelledby') || '').split(' ').some((id) => document.getElementById(id)?.textContent.trim())
      || [...(node.labels ?? [])].some((label) => label.textContent.trim())
      || node.textContent.trim() || node.querySelector('img[alt]:not([alt=""])');
    const controls = document.querySelectorAll('button, a[href], input, textarea, select, [role=button], dialog, [role=menu], [role=listbox]');
    return [...controls].filter(shown).filter((node) => !named(node)).map((node) => node.outerHTML.slice(0, 120))
      .concat([...document.querySelectorAll('img:not([alt])')].map((node) => node.outerHTML.slice(0, 120)));
  },

  // What sticks out sideways.
  overflow: () => {
    const width = document.documentElement.clientWidth;
    const scrolls = document.documentElement.scrollWidth > width ? ['the page itself'] : [];
    const clipped = (node) => node.closest('.sr, .skip') || getComputedStyle(node).visibility === 'hidden';
    return scrolls.concat([...document.body.querySelectorAll('*')].filter((node) => node.offsetParent !== null && !clipped(node))
      .filter((node) => { const box = node.getBoundingClientRect(); return box.width > 0 && (box.right > width + 1 || box.left < -1); })
      .map((node) => `${node.tagName}.${node.className}#${node.id}`));
  },

  // Text against the nearest painted ground behind it (WCAG 2 AA).
  contrast: () => {
    const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const parse = (colour) => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data]; };
    const light = (colour) => { const [r, g, b] = colour.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = (node) => { for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at); if (style.backgroundImage !== 'none') return null;
      const colour = parse(style.backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255, 255]; };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (node.closest('.sr, .emoji, .skip, script, :disabled, .spoiler')) continue;
      const behind = ground(node); if (!behind) continue;
      const style = getComputedStyle(node);
      const [a, b] = [light(parse(style.color)), light(behind)].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
      if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${node.className} ${walker.currentNode.data.trim().slice(0, 40)}`);
    }
    return found;
  },
})
