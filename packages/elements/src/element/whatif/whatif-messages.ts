import { defineMessages } from "../../locale/messages.js";
import { english } from "./whatif-messages.en.js";
import { traditionalChinese } from "./whatif-messages.zh-tw.js";

/** Texts of `<cdp-whatif>`. */
export const whatifMessages = defineMessages({ en: english, "zh-TW": traditionalChinese });

/** The texts in one language. */
export type WhatifMessages = ReturnType<typeof whatifMessages>;
