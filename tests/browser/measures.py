# ruff: noqa: E501 # scripts for the browser, one statement a line
"""What is measured on a page as it is drawn. Each is a script for `page.evaluate` that returns faults in words, so that an
empty list is what a test wants."""

from __future__ import annotations

# Elements that are drawn, without those that are hidden on purpose from the eye and without the insides of pictures.
DRAWN = """
const boxes = () => [...document.body.querySelectorAll("*")].filter((node) => {
  if (node.closest("svg svg, svg > *")) return false;
  const box = node.getBoundingClientRect();
  if (!box.width || !box.height || !node.checkVisibility({ visibilityProperty: true })) return false;
  for (let up = node; up; up = up.parentElement) if (getComputedStyle(up).clipPath !== "none") return false;
  return true;
});
const named = (node) => `${node.tagName.toLowerCase()}${node.id ? "#" + node.id : ""}.${node.className.baseVal ?? node.className}`
  + ` "${(node.getAttribute("aria-label") ?? node.innerText ?? "").trim().slice(0, 40)}"`;
const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX);
"""

# Sideways: the width of the whole, and what leaves the page at its edges. What scrolls in its own place may be wider.
OUTSIDE = (
    "() => {"
    + DRAWN
    + """
  const faults = boxes().filter((node) => {
    for (let up = node.parentElement; up; up = up.parentElement) if (scrolls(up)) return false;
    const box = node.getBoundingClientRect();
    return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
  }).map((node) => `${named(node)} leaves the page`);
  return [document.documentElement.scrollWidth, faults.slice(0, 5)];
}"""
)

# Text that is cut off by its own box, or that lies on other text.
CLIPPED = (
    "() => {"
    + DRAWN
    + """
  const drawn = boxes(), faults = [];
  for (const node of drawn) {
    const style = getComputedStyle(node);
    if (node.matches("svg, input, select, textarea, progress, meter")) continue;
    if (/hidden|clip/.test(style.overflowX) && node.scrollWidth > node.clientWidth + 1) faults.push(`${named(node)} is cut at its side`);
    const isCut = /hidden|clip/.test(style.overflowY) && !node.matches("math");
    if (isCut && node.scrollHeight > node.clientHeight + 1) faults.push(`${named(node)} is cut below`);
  }
  for (const svg of document.querySelectorAll("svg:not([aria-hidden])")) {
    const whole = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.bottom > whole.bottom + 2 || box.right > whole.right + 2 || box.left < whole.left - 2) {
        faults.push(`${named(svg)} cuts "${text.textContent}"`);
      }
    }
  }
  return faults;
}"""
)

OVERLAPS = (
    "() => {"
    + DRAWN
    + """
  const texts = [];
  for (const node of boxes()) {
    if (node.closest("math, .dock, [data-menu]")) continue;
    for (const child of node.childNodes) {
      if (child.nodeType !== Node.TEXT_NODE || !child.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(child);
      for (const box of range.getClientRects()) texts.push({ child, box, words: child.data.trim().slice(0, 30) });
    }
  }
  const faults = [];
  texts.forEach((one, n) => texts.slice(n + 1).forEach((other) => {
    if (one.child === other.child) return;
    const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    const smaller = Math.min(one.box.width * one.box.height, other.box.width * other.box.height);
    if (width > 2 && height > 2 && width * height > smaller * .3) faults.push(`"${one.words}" lies on "${other.words}"`);
  }));
  return faults;
}"""
)

# A control is as large as its label where it has one round it. In a sentence a link has the height of its line.
TARGETS = (
    "([least, within]) => {"
    + DRAWN
    + """
  const controls = boxes().filter((node) => node.matches("a[href], button, input, select, textarea, summary")
    && node.matches(within) && node.getAttribute("aria-disabled") !== "true");
  const target = (node) => (node.matches("[type=radio], [type=checkbox]") && node.closest("label")) || node;
  const areas = controls.map((node) => target(node).getBoundingClientRect());
  const inSentence = (node) => node.matches("a") && getComputedStyle(node).display === "inline"
    && node.parentElement.textContent.trim() !== node.textContent.trim();
  const clear = (area, n) => areas.every((other, m) => {
    if (m === n) return true;
    const x = area.left + area.width / 2, y = area.top + area.height / 2;
    const dx = Math.max(other.left - x, 0, x - other.right), dy = Math.max(other.top - y, 0, y - other.bottom);
    return Math.hypot(dx, dy) >= 12;
  });
  return controls.filter((node, n) => {
    const area = areas[n], isLarge = Math.min(area.width, area.height) >= least - .5;
    return !isLarge && !inSentence(node) && (least > 24 || !clear(area, n));
  }).map((node, n) => `${named(node)} ${Math.round(node.getBoundingClientRect().width)}x${Math.round(node.getBoundingClientRect().height)}`);
}"""
)

# What moves, and for how long: transitions and animations, in seconds, of every element and its pseudo-elements.
MOTION = """() => {
  const longest = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.includes("ms") ? .001 : 1)));
  return Math.max(...[...document.querySelectorAll("*")].flatMap((node) => ["", "::before", "::after"].map((part) => {
    const style = getComputedStyle(node, part || null);
    return Math.max(longest(style.transitionDuration), style.animationName === "none" ? 0 : longest(style.animationDuration));
  })));
}"""

# The spacing that a reader may set (WCAG 1.4.12), on or off.
SPACED = """(isOn) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = isOn ? [sheet] : [];
}"""

# What axe finds, once its script is on the page: rule and places. All rules, or those that are named.
AXE = """async (rules) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return found.violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 4).map((node) => node.html.slice(0, 160))]);
}"""

# Of these rules what a theme or a width can change. Everything else need not be asked of each pair of the two.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
