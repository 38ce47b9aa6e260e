import { css } from "lit";

/**
 * Design tokens as CSS custom properties: `--_name` inside, each replaceable by a page as `--cdp-name`.
 *
 * Colours follow `color-scheme`: `light-dark()` resolves by the attribute `theme` of the element or of
 * the provider around it, else by what the reader's system prefers.
 */
export const tokens = css`
  :host {
    --_ground: var(--cdp-ground, light-dark(#ffffff, #14171c));
    --_raised: var(--cdp-raised, light-dark(#f6f7f9, #1c2027));
    --_sunken: var(--cdp-sunken, light-dark(#eceef2, #262b34));
    --_line: var(--cdp-line, light-dark(#dfe3e9, #303743));
    --_line-strong: var(--cdp-line-strong, light-dark(#858e9b, #7b8594));
    --_ink: var(--cdp-ink, light-dark(#161b24, #eef1f5));
    --_ink-soft: var(--cdp-ink-soft, light-dark(#4a5462, #b3bcc9));
    --_ink-faint: var(--cdp-ink-faint, light-dark(#646e7c, #929cab));
    --_accent: var(--cdp-accent, light-dark(#1f5fbf, #7fb0ff));
    --_accent-ground: var(--cdp-accent-ground, light-dark(#e8f0fc, #1d2c45));
    --_on-accent: var(--cdp-on-accent, light-dark(#ffffff, #0c1a30));
    --_good: var(--cdp-good, light-dark(#146c4e, #62d2a2));
    --_good-ground: var(--cdp-good-ground, light-dark(#e3f4ec, #17332a));
    --_warn: var(--cdp-warn, light-dark(#8a5300, #f3bd63));
    --_warn-ground: var(--cdp-warn-ground, light-dark(#fdf1dc, #3a2c14));
    --_bad: var(--cdp-bad, light-dark(#b3261e, #ff9d94));
    --_bad-ground: var(--cdp-bad-ground, light-dark(#fce8e6, #43201e));
    --_focus: var(--cdp-focus, light-dark(#1f5fbf, #9cc3ff));
    --_shadow: light-dark(rgb(16 24 40 / 8%), rgb(0 0 0 / 45%));

    --_font: var(
      --cdp-font,
      ui-sans-serif,
      system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      "Noto Sans",
      "Helvetica Neue",
      "PingFang TC",
      "Noto Sans TC",
      "Noto Sans CJK TC",
      "Microsoft JhengHei",
      sans-serif
    );
    --_radius: var(--cdp-radius, 10px);
    --_radius-small: calc(var(--_radius) * 0.6);

    display: block;
    container: cdp / inline-size;
    color: var(--_ink);
    font-family: var(--_font);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  :host([theme="auto"]) {
    color-scheme: light dark;
  }

  /* Wraps all of an element's content: sizes scale with the element's own width, up to 4K. */
  .frame {
    --_scale: 1;
    --_text: calc(var(--_scale) * 15px);
    --_small: calc(var(--_scale) * 13px);
    --_tiny: calc(var(--_scale) * 12px);
    --_large: calc(var(--_scale) * 18px);
    --_huge: calc(var(--_scale) * 28px);
    --_1: calc(var(--_scale) * 4px);
    --_2: calc(var(--_scale) * 8px);
    --_3: calc(var(--_scale) * 12px);
    --_4: calc(var(--_scale) * 16px);
    --_5: calc(var(--_scale) * 24px);
    --_6: calc(var(--_scale) * 32px);
    position: relative;
    box-sizing: border-box;
    background: var(--_ground);
    font-size: var(--_text);
    line-height: 1.5;
    font-variant-numeric: tabular-nums lining-nums;
    -webkit-text-size-adjust: 100%;
    overflow-wrap: break-word;
  }
  @container cdp (inline-size > 2000px) {
    .frame {
      --_scale: 1.25;
    }
  }
  @container cdp (inline-size > 3000px) {
    .frame {
      --_scale: 1.6;
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  /* Colours of brands: marks keep 3:1 and text 4.5:1 against the ground; 0 is the grey of "Other". */
  .brand-0 {
    --_brand: var(--cdp-brand-0, light-dark(#68727f, #a3adba));
    --_brand-ink: light-dark(#5a6471, #b3bcc9);
  }
  .brand-1 {
    --_brand: var(--cdp-brand-1, light-dark(#0b6bb8, #5aa9ea));
    --_brand-ink: light-dark(#0a5fa5, #7dbcf0);
  }
  .brand-2 {
    --_brand: var(--cdp-brand-2, light-dark(#d1580f, #f08a4b));
    --_brand-ink: light-dark(#b04506, #f5a26e);
  }
  .brand-3 {
    --_brand: var(--cdp-brand-3, light-dark(#0f8f72, #3fc7a4));
    --_brand-ink: light-dark(#0b735b, #5fd3b4);
  }
  .brand-4 {
    --_brand: var(--cdp-brand-4, light-dark(#b14a8b, #e38cc3));
    --_brand-ink: light-dark(#a03d7c, #e9a2cf);
  }
  .brand-5 {
    --_brand: var(--cdp-brand-5, light-dark(#9a7400, #e0b93f));
    --_brand-ink: light-dark(#7d5e00, #e6c55f);
  }
  .brand-6 {
    --_brand: var(--cdp-brand-6, light-dark(#3f8fc9, #94cdf5));
    --_brand-ink: light-dark(#26709f, #a8d6f7);
  }
  .brand-7 {
    --_brand: var(--cdp-brand-7, light-dark(#6a5bc2, #aea2f2));
    --_brand-ink: light-dark(#5b4cb3, #bab0f5);
  }
  .brand-8 {
    --_brand: var(--cdp-brand-8, light-dark(#8c4a2f, #d69a7c));
    --_brand-ink: light-dark(#7d4028, #deaa90);
  }

  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
    border-radius: 3px;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .frame {
      --_line: CanvasText;
      --_line-strong: CanvasText;
    }
  }
`;
