/** Whether a text is an address that people can follow. */
export const isLink = (text: string | null): text is string =>
  text !== null && /^https?:\/\/[^\s|<>]+$/.test(text);
