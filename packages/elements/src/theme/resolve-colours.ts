/**
 * Colours as a canvas needs them: what expressions of the style sheet come to in a shadow tree right now.
 *
 * @param root - the element's shadow root
 * @param expressions - e.g. `{ line: "var(--_line)", brand: "var(--_brand)" }`
 * @param className - of the probe, e.g. a brand's class
 * @returns by the same keys, `rgb(…)` or `color(…)`
 */
export function resolveColours<Key extends string>(
  root: ShadowRoot,
  expressions: Readonly<Record<Key, string>>,
  className = "",
): Record<Key, string> {
  const probe = document.createElement("span");
  probe.className = className;
  probe.hidden = true;
  root.append(probe);
  const style = getComputedStyle(probe);
  const resolved = Object.entries<string>(expressions).map(([key, expression]) => {
    probe.style.setProperty("color", expression);
    return [key, style.color];
  });
  probe.remove();
  return Object.fromEntries(resolved) as Record<Key, string>;
}
