const LEVERS: Readonly<Record<string, string>> = {
  price: "價格",
  discount: "折扣",
  points: "點數倍率",
  feature: "廣告曝光",
  display: "陳列",
};
const TRIGGERS: Readonly<Record<string, string>> = {
  temperature: "氣溫",
  rain: "降雨",
  comfort: "舒適度",
  holiday: "假日",
  sentiment: "社群情緒",
  trend: "話題熱度",
};

/** A lever's name, in Traditional Chinese. */
export const lever = (name: string): string => LEVERS[name] ?? name;
/** A trigger's name, in Traditional Chinese. */
export const trigger = (name: string): string => TRIGGERS[name] ?? name;
