// What all pictures that answer are made of.

const SVG = "http://www.w3.org/2000/svg";

export function draw(parent, tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
}

// Where the pointer is, in the picture's own pixels.
export function place(svg, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

export function least(items, measure) {
  return items.reduce((best, item) => (measure(item) < measure(best) ? item : best));
}

export function grouped(items, name) {
  const groups = new Map();
  for (const item of items) {
    const key = name(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}
