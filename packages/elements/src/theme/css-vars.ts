import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/** Sets CSS custom properties of an element by script: a strict content policy forbids `style=` in templates. */
class CssVars extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new TypeError("cssVars belongs on an element");
  }

  override render(_values: Readonly<Record<`--${string}`, string>>) {
    return noChange;
  }

  override update(
    part: ElementPart,
    [values]: [values: Readonly<Record<`--${string}`, string>>],
  ): typeof noChange {
    if (part.element instanceof HTMLElement || part.element instanceof SVGElement) {
      for (const [name, value] of Object.entries(values)) {
        part.element.style.setProperty(name, value);
      }
    }
    return noChange;
  }
}

/** `<div ${cssVars({ "--at": "40%" })}>`: custom properties for the style sheet to use. */
export const cssVars = directive(CssVars);
